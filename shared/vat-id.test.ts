import { describe, expect, it } from '@jest/globals';

import { vatIdFault } from './vat-id.ts';

/** Ids that the documentation of python-stdnum 2.2 gives as examples; docs/sources.md#vat-ids. */
const PUBLISHED =
  'ATU13585627 BE0428759497 BE0697449992 BG175074752 CY10259033P CZ25123891 CZ7103192745 DE136695976 DK13585628 EE100594102 EL094259216 ' +
  'ESX5910266W ESA13585625 ES54362315K FI20774740 FR40303265045 FR23334175221 FR61954506077 GB980780684 HR33392005961 HU12892312 ' +
  'IE6433435F IE6433435OA IE8D79739I IT00743110157 LT119511515 LT100001919017 LU15027442 LV40003521600 MT11679112 NL004495445B01 ' +
  'NL002455799B11 PL8567346215 PT501964843 RO18547290 SE123456789701 SI50223054 SK2022749619';
/** The same documentation’s examples of ids whose check digits are wrong. */
const PUBLISHED_AS_WRONG =
  'ATU13585626 BE0431150351 BG175074751 CY10259033Z DE136695978 EL123456781 FI20774741 GB802311781 HR33392005962 HU12892313 IE6433435E ' +
  'IT00743110158 LT100001919018 LU15027443 LV40003521601 MT11679113 EE100594103 RO18547291 SE123456789101 SI50223055 SK2022749618';

describe('a VAT id', () => {
  it.each(PUBLISHED.split(' '))('%s passes', (vatId) => {
    expect(vatIdFault(vatId)).toBeUndefined();
  });

  it.each(PUBLISHED_AS_WRONG.split(' '))('%s does not: its check digits are wrong', (vatId) => {
    expect(vatIdFault(vatId)).toMatch(`${vatId} is not a VAT id of `);
  });

  it('of each member of the EU is judged', () => {
    const members = 'AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK GB'.split(' ');
    for (const prefix of members) expect(vatIdFault(`${prefix}1`)).toMatch(/it has not the form of one$/);
  });

  it('of a sole trader in the Netherlands passes, whose check digits are those of the whole', () => {
    expect(vatIdFault('NL000099998B57')).toBeUndefined();
    expect(vatIdFault('NL000099998B58')).toMatch(/check digits/);
  });

  it('of Greece begins with EL', () => {
    expect(vatIdFault('GR094259216')).toBe('VAT ids of Greece begin with EL, not GR');
  });

  it.each(['NO995525828MVA', 'CHE107787577', 'XI980780684', 'EU372000041', 'US12'])('%s of rules that are not known passes', (vatId) => {
    expect(vatIdFault(vatId)).toBeUndefined();
  });
});

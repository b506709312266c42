/**
 * A month billed by what is deployed, in the emulator's own interpreter and with every policy enforced, comes to what
 * a person reckons and to what the same month leaves behind in the embedded home.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';

import type { Invoice } from '../../shared/invoice.ts';
import { SELLER } from '../support/catalog.ts';
import { adaptDeployedMachines, openEmulatedHome, sentMails } from './emulated-home.ts';
import { openEmbeddedHome } from './embedded-home.ts';
import { leftBehind, type LeftBehind } from './left-behind.ts';
import { billSmallMonth, momentToBill, RUN, takenNumber } from './small-month.ts';

describe('a month in the emulator', () => {
  let emulated: LeftBehind;
  let embedded: LeftBehind;
  let mails: string[];
  let year: string;

  beforeAll(async () => {
    await adaptDeployedMachines();
    // As one does once for an account: the domain is verified that the stage sends from.
    await new SESv2Client().send(new CreateEmailIdentityCommand({ EmailIdentity: 'example.com' }));
    const moment = await momentToBill();
    year = takenNumber(moment).slice(3, 7);

    const home = await openEmulatedHome();
    await billSmallMonth(home, moment);
    mails = await sentMails();
    emulated = await leftBehind(home, moment);

    const beside = await openEmbeddedHome(moment);
    await billSmallMonth(beside, moment);
    embedded = await leftBehind(beside, moment);
    await beside.close();
  }, 600_000);

  it('comes to the figures that a person reckons', () => {
    const invoices = emulated.records.filter(({ pk, sk }) => pk.startsWith(`${SELLER}|invoice|`) && sk === 'content');
    const figures = invoices.map(({ body }) => {
      const { number, customer, totals } = body as Invoice;
      return `${number} ${customer.id}: ${totals.net} + ${totals.tax} = ${totals.payable}`;
    });
    expect(figures).toEqual([
      `RE-${year}-000001 adler: 22.50 + 4.50 = 27.00`,
      `RE-${year}-000002 birke: 67.00 + 13.40 = 80.40`,
      `RE-${year}-000003 corvus: 10.00 + 2.00 = 12.00`,
      `RE-${year}-000004 elster: 13.00 + 0.00 = 13.00`,
    ]);
  });

  it('has four documents in the archive, one of them void, beside the file that lay there', () => {
    const names = [
      `RE-${year}-000001.pdf`,
      `RE-${year}-000002.pdf`,
      `RE-${year}-000003-VOID.pdf`,
      `RE-${year}-000003.pdf`,
      `RE-${year}-000004.pdf`,
    ];
    expect(Object.keys(emulated.archive)).toEqual(names.map((name) => `${SELLER}/${year}/${name}`));
  });

  it('goes through the states in the order of the definition, twice from GenerateInvoices on', () => {
    expect(emulated.visits[RUN]?.join(' ')).toBe(
      'OpenRun LoadCustomers AnyCustomers? PrepareDrafts ReviewDrafts DryRun? ReleaseNeeded? AwaitRelease Released? ' +
        'SealRun AnythingDue? AllocateNumbers GenerateInvoices VerifyRun Complete? AwaitRepair ' +
        'GenerateInvoices VerifyRun Complete? CloseRun AnyInvoices? Settlement Billed',
    );
  });

  it('sends a mail to the releaser who did not start it, to both who decide on its repair, and each issued invoice once', () => {
    expect(mails.sort()).toEqual([
      `cfo@kranich.example: Kranich: run ${RUN} waits for repair`,
      `cfo@kranich.example: Kranich: run ${RUN} waits for your release`,
      `ops@kranich.example: Kranich: run ${RUN} waits for repair`,
      `pay@adler.example: Invoice RE-${year}-000001 from Kranich Software GmbH`,
      `pay@birke.example: Rechnung RE-${year}-000002 von Kranich Software GmbH`,
      `pay@elster.example: Invoice RE-${year}-000004 from Kranich Software GmbH`,
    ]);
  });

  it('is proven whole, but for the file that belongs to no number', () => {
    const { series, runs, audit, archive } = emulated.proof;
    expect(series).toMatchObject([{ documents: 4, voids: 1, totals: [{ currency: 'EUR', payable: '120.40' }], problems: [] }]);
    expect([...runs.problems, ...audit.problems]).toEqual([]);
    expect(archive.problems).toMatchObject([{ where: `${SELLER}/${year}/RE-${year}-000003.pdf`, what: 'belongs to no number' }]);
  });

  it.each(['records', 'archive', 'files', 'manifest', 'visits', 'proof'] as const)('leaves the same %s as in the embedded home', (what) => {
    expect(emulated[what]).toEqual(embedded[what]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { inLanguage, localized } from '../catalog.ts';
import { LANGUAGE_CODES, LANGUAGES } from './languages.ts';

/** Every text of a language by its path; functions are called with markers that must come out again. */
function textsOf(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const said: unknown = /^mail|^orders\..+\.text$/.test(path)
      ? (value as (named: object) => unknown)({
          number: '«1»',
          amount: '«2»',
          dueDate: '«3»',
          iban: '«4»',
          mandate: '«5»',
          creditorId: '«6»',
          lastDigits: '«7»',
          order: '«8»',
          until: '«9»',
          as: 'unpaid',
          missing: [{ name: '«1»', wanted: '«2»', available: '«3»', since: '«4»', alternatives: ['«5»'] }],
        })
      : (value as (...args: string[]) => unknown)('«1»', '«2»', '«3»');
    return [[path, [said].flat().join(' ')]];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => textsOf(member, path === '' ? key : `${path}.${key}`));
}

/** Which of the markers a text has. */
const markers = (text: string): string[] => [...new Set(text.match(/«\d»/g) ?? [])].sort();

describe.each(LANGUAGE_CODES)('the language %s', (code) => {
  const texts = new Map(textsOf(LANGUAGES[code], ''));
  const english = new Map(textsOf(LANGUAGES.en, ''));

  it('says everything, and nothing that only another language has', () => {
    const named = (all: Map<string, string>): string[] => [...all.keys()].filter((path) => !path.startsWith('figures.')).sort();
    expect(named(texts)).toEqual(named(english));
    expect([...texts].filter(([, text]) => text === '')).toEqual([]);
  });

  it('names in each sentence what the others name', () => {
    const of = (all: Map<string, string>): [string, string[]][] => [...all].filter(([path]) => !path.startsWith('figures.') && path !== 'mail.subject').map(([path, text]) => [path, markers(text)]); // prettier-ignore
    expect(of(texts).sort()).toEqual(of(english).sort());
  });

  it('marks a draft as one for every reader', () => {
    expect(LANGUAGES[code].document.draft.mark).toContain('DRAFT');
  });
});

describe('a text of the catalog', () => {
  it.each([
    { text: 'Base', wanted: 'fr', expected: 'Base' },
    { text: { de: 'Grundpreis', fr: 'Forfait' }, wanted: 'fr', expected: 'Forfait' },
    { text: { de: 'Grundpreis', en: 'Base' }, wanted: 'fr', expected: 'Base' },
    { text: { de: 'Grundpreis' }, wanted: 'fr', expected: 'Grundpreis' },
  ] as const)('$text is "$expected" in $wanted', ({ text, wanted, expected }) => {
    expect(inLanguage(localized.parse(text), wanted)).toBe(expected);
  });

  it('is one in some language', () => {
    expect(localized.safeParse({}).success).toBe(false);
    expect(localized.safeParse({ xx: 'Base' }).success).toBe(false);
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';

import { typed, typeWith } from './typed.ts';

describe('a printed command', () => {
  afterEach(() => typeWith({}));

  it('is as short as it was typed', () => {
    typeWith({ data: 'data' });
    expect(typed('review 2026-10')).toBe('npm run -s stepbill -- review 2026-10');
  });

  it('carries the folder, the clock and the seller it was called with', () => {
    typeWith({ data: '/srv/bills', now: new Date('2026-11-02T05:00:00Z'), seller: 'kranich' });
    expect(typed('review 2026-10')).toBe(
      'npm run -s stepbill -- review 2026-10 --data /srv/bills --now 2026-11-02T05:00:00Z --seller kranich',
    );
  });

  it('carries the stage', () => {
    typeWith({ data: 'data', stage: 'dev' });
    expect(typed('review 2026-10')).toBe('npm run -s stepbill -- review 2026-10 --stage dev');
  });

  it.each(['import <catalog.yml>', 'backup <folder>', 'restore <folder>'])('names no seller to %s, which is for all', (command) => {
    typeWith({ seller: 'kranich' });
    expect(typed(command)).toBe(`npm run -s stepbill -- ${command}`);
  });

  it('quotes a folder for the shell', () => {
    typeWith({ data: "Acme's bills" });
    expect(typed('verify')).toBe("npm run -s stepbill -- verify --data 'Acme'\\''s bills'");
  });
});

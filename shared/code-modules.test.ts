import { expect, it } from '@jest/globals';
import encoder from 'qrcode/lib/core/qrcode.js';
import { codeModules } from './code-modules.ts';

// Amounts and references move the choice among all of the masks; lengths reach sizes with and without version squares.
it('has the squares that the encoder chooses by weighing every mask', () => {
  const texts = Array.from(
    { length: 60 },
    (_, i) => `BCD\n002\n1\nSCT\nHASPDEHHXXX\n${'Nordlicht '.repeat(1 + (i % 7))}\nEUR${i * 37}.${i + 10}\n\n\nRE-${i}`,
  );
  const masks = new Set<number>();
  for (const text of texts) {
    const { modules, maskPattern } = encoder.create(text, { errorCorrectionLevel: 'M' });
    masks.add(maskPattern);
    const { size, squares } = codeModules(text);
    expect({ size, squares: Buffer.from(squares).toString('hex') }).toEqual({
      size: modules.size,
      squares: Buffer.from(modules.data).toString('hex'),
    });
  }
  expect([...masks].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

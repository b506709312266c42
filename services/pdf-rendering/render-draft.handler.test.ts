import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { printedTexts } from '../../test/support/printed-text.ts';
import { draftFor } from '../../test/support/runs.ts';
import { handler } from './render-draft.handler.ts';

describe('render-draft', () => {
  let world: Embedded;
  beforeEach(() => void (world = openEmbedded()));
  afterEach(() => world.close());

  it('gives a document that is marked as a draft, and keeps nothing', async () => {
    const before = world.picture();
    const { pdf } = await handler({ draft: draftFor('adler') });
    const texts = await printedTexts(Buffer.from(pdf, 'base64'));
    expect(texts.map(({ text }) => text)).toEqual(expect.arrayContaining(['DRAFT', 'Adler Works', '€12.00']));
    expect(world.picture()).toEqual(before);
  });

  it('refuses what is no draft', async () => {
    await expect(handler({ draft: { ...draftFor('adler'), lines: [] } })).rejects.toMatchObject({ name: 'InvalidInputError' });
  });
});

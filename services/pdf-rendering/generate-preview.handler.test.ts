import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { SELLER } from '../../test/support/catalog.ts';
import { effects, openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { printedTexts } from '../../test/support/printed-text.ts';
import { draftFor, keepDraftOf } from '../../test/support/runs.ts';
import { previewKey } from '../../shared/draft.store.ts';
import { files } from '../../shared/ports.ts';
import { handler } from './generate-preview.handler.ts';

const RUN = 'kranich-2026-10-d1';
const INPUT = { sellerId: SELLER, runId: RUN, customerId: 'adler', attempt: 1 };
const PREVIEW = `kranich/runs/${RUN}/previews/adler.pdf`;

describe('GeneratePreview', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await keepDraftOf(RUN, draftFor('adler'), 'ab');
  });
  afterEach(() => world.close());

  it('leaves the draft, marked as one, under the customer of its run', async () => {
    expect(await handler(INPUT)).toBeNull();
    const texts = await printedTexts((await files().get(PREVIEW)) ?? new Uint8Array());
    expect(texts.map(({ text }) => text)).toEqual(expect.arrayContaining(['DRAFT', 'Adler Works', '€12.00']));
  });

  it('leaves the same once, again, and twice at once, and nothing but a file', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await keepDraftOf(RUN, draftFor('adler'), 'ab');
      return () => handler(INPUT);
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
    expect(Object.keys(once.files)).toEqual([PREVIEW]);
    expect(once.archive).toEqual({});
    expect(once.records).toEqual(world.records());
  });

  it('keeps a preview that an earlier release has rendered', async () => {
    await files().put(PREVIEW, new TextEncoder().encode('earlier'), 'application/pdf');
    await handler(INPUT);
    expect(new TextDecoder().decode(await files().get(PREVIEW))).toBe('earlier');
  });

  it('gives every attempt of every customer a file of its own', () => {
    const steps = ['adler', 'adler-2', 'adler.2', 'adler_2'].flatMap((customerId) =>
      [1, 2, 12].map((attempt) => ({ ...INPUT, customerId, attempt })),
    );
    expect(previewKey({ ...INPUT, attempt: 2 })).toBe(`kranich/runs/${RUN}/previews/adler@2.pdf`);
    expect(new Set(steps.map(previewKey)).size).toBe(12);
  });

  it.each([
    { why: 'an attempt without a draft', input: { ...INPUT, attempt: 2 }, name: 'NotFoundError' },
    { why: 'no attempt', input: { sellerId: SELLER, runId: RUN, customerId: 'adler' }, name: 'InvalidInputError' },
  ])('refuses $why: $name, and leaves nothing', async ({ input, name }) => {
    await expect(handler(input)).rejects.toMatchObject({ name });
    expect(world.picture().files).toEqual({});
  });
});

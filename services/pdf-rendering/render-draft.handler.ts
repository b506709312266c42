import { z } from 'zod';
import { draftContent } from '../../shared/invoice.ts';
import { requireLogo } from '../../shared/logo.store.ts';
import { defineStep } from '../../shared/step.ts';
import { warmUp } from './inter-font.ts';
import { renderPreview } from './preview-pdf.ts';

// Fonts are opened while the function starts, not in its first draft.
warmUp();

/** A draft that nothing is kept of as a document, marked as a draft; its bytes in base64. */
export const handler = defineStep(z.object({ draft: draftContent }), async ({ draft }) => {
  const pdf = await renderPreview(draft, await requireLogo(draft.seller));
  return { pdf: Buffer.from(pdf).toString('base64') };
});

import { customerStep } from '../../shared/billing-run.ts';
import { defineCustomerStep } from '../../shared/customer-step.ts';
import { previewKey, requireDraft } from '../../shared/draft.store.ts';
import { requireLogo } from '../../shared/logo.store.ts';
import { files } from '../../shared/ports.ts';
import { warmUp } from './inter-font.ts';
import { renderPreview } from './preview-pdf.ts';

// Fonts are opened while the function starts, not in its first draft.
warmUp();

/**
 * Renders an attempt's draft, marked as one, into the working files. An attempt has one draft, so a preview that is
 * there already stays, whatever release has rendered it.
 */
export const handler = defineCustomerStep('GeneratePreview', customerStep, async (step) => {
  const draft = await requireDraft(step);
  const preview = await renderPreview(draft, await requireLogo(draft.seller));
  await files().putFirst(previewKey(step), preview, 'application/pdf');
  return null;
});

import { z } from 'zod';
import { requireLogo } from '../../shared/logo.store.ts';
import { statementOfAccount } from '../../shared/receivables/statement.ts';
import { defineStep } from '../../shared/step.ts';
import { warmUp } from './inter-font.ts';
import { renderStatement } from './statement-pdf.ts';

// Fonts are opened while the function starts, not in its first statement.
warmUp();

/** A customer's statement of account, of which nothing is kept; its bytes in base64. */
export const handler = defineStep(z.object({ statement: statementOfAccount }), async ({ statement }) => {
  const pdf = await renderStatement(statement, await requireLogo(statement.seller));
  return { pdf: Buffer.from(pdf).toString('base64') };
});

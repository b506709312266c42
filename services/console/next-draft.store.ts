import { draftContent, type DraftContent } from '../../shared/invoice.ts';
import { steps } from '../../shared/ports.ts';
import { refusalOf } from '../../shared/route.ts';

/** The bill that a run of a month would come to now; undefined if nothing is due. Nothing of it is kept. */
export async function nextDraft(sellerId: string, customerId: string, month: string): Promise<DraftContent | undefined> {
  const billed = { sellerId, customerId, month };
  const charges = await steps().call('pricing/preview-charges', billed);
  return draftContent.nullable().parse(await steps().call('invoicing/preview-draft', { ...billed, charges })) ?? undefined;
}

/** Something that was asked for beside the page, or why it can't be told. */
export type Told<Value> = { readonly value: Value } | { readonly trouble: string };

/** What was asked for, or the sentence of its refusal: what can't be priced must not take the rest of a page with it. */
export async function told<Value>(asking: Promise<Value>): Promise<Told<Value>> {
  try {
    return { value: await asking };
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return { trouble: refusal.message };
  }
}

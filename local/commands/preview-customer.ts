import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { getCustomer } from '../../shared/catalog.store.ts';
import { now } from '../../shared/clock.ts';
import type { DraftContent } from '../../shared/invoice.ts';
import { requireLogo } from '../../shared/logo.store.ts';
import { dateIn } from '../../shared/period.ts';
import type { Invoke } from '../runner/scope.ts';
import { CommandError } from './errors.ts';

const TIMEOUT = { timeoutMilliseconds: 120_000 };

/** What a run of the month would bill the customer, with the usage there is now. */
export interface Preview {
  readonly customerId: string;
  readonly month: string;
  /** Null if nothing is due. */
  readonly draft: DraftContent | null;
}

/**
 * The customer's next bill as it stands, by the steps a run takes, and nothing kept of it.
 *
 * @param month the month it is in the customer's zone if not given
 * @throws {CommandError} if there is no such customer, or it can't be billed as it is
 */
export async function previewCustomer(invoke: Invoke, sellerId: string, customerId: string, month?: string): Promise<Preview> {
  const customer = await getCustomer(sellerId, customerId);
  if (!customer) throw new CommandError(`Seller "${sellerId}" has no customer "${customerId}".`);
  const wanted = month ?? dateIn(now().toISOString(), customer.zone).slice(0, 7);
  const ask = async (step: string, input: object): Promise<unknown> => {
    try {
      return JSON.parse(await invoke(step, JSON.stringify({ sellerId, customerId, ...input }), TIMEOUT));
    } catch (error) {
      throw new CommandError(`"${customerId}" can't be billed as it is: ${(error as Error).message}`, { cause: error });
    }
  };
  const charges = await ask('pricing/preview-charges', { month: wanted });
  return { customerId, month: wanted, draft: (await ask('invoicing/preview-draft', { month: wanted, charges })) as DraftContent | null };
}

/** Draws the bill as a document marked as a draft. */
export async function writePreview(draft: DraftContent, file: string): Promise<void> {
  const { renderPreview } = await import('../../services/pdf-rendering/preview-pdf.ts');
  await keepPreview(await renderPreview(draft, await requireLogo(draft.seller)), file);
}

export async function keepPreview(pdf: Uint8Array, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, pdf);
}

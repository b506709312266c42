import { getSeal } from '../../shared/billing-run.store.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { Execution, MapCounts, StateVisit } from '../../shared/executions.ts';
import { getFact } from '../../shared/invoice.store.ts';
import { requireNumberedDraft } from '../../shared/number.store.ts';
import { executions } from '../../shared/ports.ts';
import { foundOf, type INVOICE_STATES } from './missing-documents.ts';
import type { Wait } from './run-state.ts';

export type InvoiceState = (typeof INVOICE_STATES)[number];

/** How far the documents of a run have come. */
export interface DocumentsMade {
  /** Documents of the sealed list; 0 before there is one. */
  readonly total: number;
  /** How the map that makes them stands. */
  readonly map: 'open' | 'running' | 'over';
  /** Those that are made, while the map runs. */
  readonly made: number;
  /** Those that could not be made, by the state they came to. */
  readonly stuck: Readonly<Partial<Record<InvoiceState, number>>>;
}

/** What is known of a run. */
interface Known {
  readonly run: BillingRun;
  readonly visits: readonly StateVisit[];
  readonly counts: MapCounts | undefined;
  readonly waiting: Wait | undefined;
}

export async function documentsMade({ run, visits, counts, waiting }: Known): Promise<DocumentsMade> {
  const [seal, repair] = [await getSeal(run.sellerId, run.id), foundOf(waiting)];
  const total = seal?.list.count ?? 0;
  const own = visits.filter(({ state }) => state === 'GenerateInvoices');
  const isRunning = own.length > 0 && !own.at(-1)?.exitedAt;
  const isOver = run.state === 'closed' || repair !== undefined || (own.length > 0 && !isRunning);
  const made = counts?.state === 'GenerateInvoices' ? counts.succeeded : 0;
  const stuck: Partial<Record<InvoiceState, number>> = {};
  for (const { number } of repair?.missing ?? []) {
    const state = await stateOf(run.sellerId, number);
    stuck[state] = (stuck[state] ?? 0) + 1;
  }
  return { total, map: isOver ? 'over' : isRunning ? 'running' : 'open', made, stuck };
}

/** The state a number waits to go through. */
async function stateOf(sellerId: string, number: string): Promise<InvoiceState> {
  if (!(await isNumbered(sellerId, number))) return 'GenerateInvoiceNumber';
  const [content, isVoid, document] = await Promise.all([
    getFact(sellerId, number, 'content'),
    getFact(sellerId, number, 'void'),
    getFact(sellerId, number, 'document'),
  ]);
  if (!content && !isVoid) return 'CreateInvoice';
  return document ? 'FilePdf' : 'GeneratePdf';
}

async function isNumbered(sellerId: string, number: string): Promise<boolean> {
  try {
    await requireNumberedDraft(sellerId, number);
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}

/** An execution, as far as it is known. */
export interface ExecutionCourse {
  readonly execution: Execution | undefined;
  readonly visits: readonly StateVisit[];
  readonly counts: MapCounts | undefined;
}

/**
 * What became of an execution, if it is one of the seller's: others are as good as none.
 *
 * @param name undefined for none
 */
export async function executionCourse(sellerId: string, machine: string, name: string | undefined): Promise<ExecutionCourse> {
  const execution = name === undefined ? undefined : await executions().describe(machine, name);
  if (!execution || name === undefined || (execution.input as { sellerId?: unknown } | null)?.sellerId !== sellerId)
    return { execution: undefined, visits: [], counts: undefined };
  const [visits, counts] = await Promise.all([executions().history(machine, name), executions().mapCounts(machine, name)]);
  return { execution, visits, counts };
}

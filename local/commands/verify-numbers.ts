import type { NumberBlock } from '../../shared/billing-run.ts';
import { owedTotals } from '../../shared/credit-sign.ts';
import { documentKey } from '../../shared/document-key.ts';
import { getDocument, invoiceFacts } from '../../shared/invoice.store.ts';
import { amountText, decimal, minorDigits, quantityText, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import { getNumberOf, numberRecords } from '../../shared/number.store.ts';
import type { Counter, HeldBlock, NumberedDraft } from '../../shared/number.store.ts';
import { archive } from '../../shared/ports.ts';
import { archivedHash } from './verify-archive.ts';
import { documentProblems, isIssued } from './verify-document.ts';
import type { FoundNumber } from './verify-document.ts';
import { readable, someOf } from './verify-problem.ts';
import type { Problem } from '../../shared/finding.ts';
import { draftName, isUnderWay, waitOf } from './verify-runs.ts';
import type { RunPicture } from './verify-runs.ts';
import { isAdopted } from '../../shared/adopted-holder.ts';
import { blockAt, missingProblem, rangeText, seriesProblems, textAt } from '../../shared/series-proof.ts';
import type { Series } from '../../shared/series-proof.ts';

/** What was proven of a number series. */
export interface SeriesProof {
  readonly series: string;
  /** Last number the counter has given out. */
  readonly last: number;
  readonly documents: number;
  /** How many of them are VOID. */
  readonly voids: number;
  /** How many of them were found in the archive after a restore; their other records are lost, so no sum has them. */
  readonly adopted: number;
  readonly totals: readonly { currency: string; payable: string }[];
  readonly problems: readonly Problem[];
}

export async function readSeries(
  sellerId: string,
  name: string,
  counter: Counter | undefined,
  blocks: readonly HeldBlock[],
): Promise<Series> {
  return { name, counter, blocks, numbers: await numberRecords(sellerId, name) };
}

const MOST_NAMES = 100_000;

type Facts = Awaited<ReturnType<typeof invoiceFacts>>;

/** A document as its run's manifest is to list it. */
interface Listed {
  readonly hash: string | undefined;
  readonly isVoid: boolean;
}

/** The numbers of a seller, one series after the other; what was found of one is held against all before. */
export class NumbersFound {
  /** The draft each number is bound to. */
  readonly bound = new Map<string, NumberedDraft>();
  /** Drafts that have a number, by name: which. */
  readonly drafts = new Map<string, string>();
  /** Keys in the archive under which a number's document may lie. */
  readonly keys = new Set<string>();
  /** Those of invoices that were never issued, since their numbers became void. */
  readonly superseded = new Set<string>();
  readonly #sellerId: string;
  readonly #runs: ReadonlyMap<string, RunPicture>;
  readonly #lost: ReadonlySet<string>;
  readonly #positions = new Map<string, NumberedDraft>();
  readonly #documents = new Map<string, Map<string, Listed>>();
  readonly #voids = new Map<string, string[]>();
  readonly #found = new Map<string, Listed>();

  /** @param lost runs that closed after the backup from which the records were restored, and are to be run again */
  constructor(sellerId: string, runs: ReadonlyMap<string, RunPicture>, lost: ReadonlySet<string>) {
    this.#sellerId = sellerId;
    this.#runs = runs;
    this.#lost = lost;
  }

  /** The draft that is bound at a position of a block's counter. */
  at({ counter }: NumberBlock, position: number): NumberedDraft | undefined {
    return this.#positions.get(`${counter}|${position}`);
  }

  documentsOf(runId: string): ReadonlyMap<string, Listed> {
    return this.#documents.get(runId) ?? new Map<string, Listed>();
  }

  /** A document by its number, also one that was found after a restore. */
  documentOf(number: string): Listed | undefined {
    const bound = this.bound.get(number);
    return bound ? this.documentsOf(bound.runId).get(number) : this.#found.get(number);
  }

  /** Numbers of a run that someone decided to make void. */
  voidsOf(runId: string): readonly string[] {
    return this.#voids.get(runId) ?? [];
  }

  /** Proves one series; each number's document is read and let go. */
  async verify(series: Series, onNumber: () => void): Promise<SeriesProof> {
    const { problems, missing } = seriesProblems(series);
    const sums = new Map<string, Decimal>();
    const without = new Map<HeldBlock, Without>();
    let [documents, voids, adopted] = [0, 0, 0];
    let before: FoundNumber | undefined;

    for (const { position, draft } of series.numbers) {
      onNumber();
      if (!Number.isSafeInteger(position)) continue;
      const held = blockAt(series.blocks, position);
      const number = textAt(series, position);
      if (!draft) {
        this.#expect(number, held?.block);
        continue;
      }
      // Its place says which number it is, also where its record says another; that is a problem of its own.
      const bound = { ...draft, number };
      problems.push(...this.#bind(series.name, position, bound));
      const found = await this.#find(bound, held?.block, problems);
      problems.push(...documentProblems(found), ...dateProblem(before, found));
      before = dateOf(found) === undefined ? before : found;
      if (isIssued(found)) documents++;
      else if (held && this.#isUnderWay(held)) count(without, held, 1, [number]);
      else problems.push(notIssued(found));
      if (found.issued?.isVoid) voids++;
      else if (found.content) add(sums, found.content.currency, owedTotals(found.content).payable);
    }
    for (const it of missing) {
      const names = namesOf(series, it);
      for (const number of names) this.#expect(number, it.held?.block);
      if (it.held && isAdopted(it.held)) {
        for (const number of names) {
          const [isThere, found] = await this.#adopted(number);
          if (isThere) adopted++;
          problems.push(...found);
        }
      } else if (it.held && this.#isUnderWay(it.held)) count(without, it.held, it.last - it.first + 1, names);
      else problems.push(missingProblem(series, it));
    }
    for (const held of series.blocks.filter((it) => this.#isUnderWay(it)))
      problems.push(this.#underWay(series, held, without.get(held) ?? { count: 0, names: [] }));
    return {
      series: series.name,
      last: series.counter?.last ?? 0,
      documents: documents + adopted,
      voids,
      adopted,
      totals: totalsOf(sums),
      problems,
    };
  }

  #bind(counter: string, position: number, draft: NumberedDraft): Problem[] {
    const { number, runId, customerId, attempt } = draft;
    const problems: Problem[] = [];
    const other = this.drafts.get(draftName(draft));
    if (this.bound.has(number) && other !== number)
      problems.push({ where: number, what: 'is there twice, in this series or another', right: 'each number once' });
    if (other !== undefined && other !== number) {
      const what = `belongs to the draft of customer "${customerId}" in "${runId}", attempt ${attempt}, as ${other} does`;
      problems.push({ where: number, what, right: 'each draft one number' });
    }
    this.bound.set(number, draft);
    this.drafts.set(draftName(draft), number);
    this.#positions.set(`${counter}|${position}`, draft);
    return problems;
  }

  async #find(bound: NumberedDraft, block: NumberBlock | undefined, problems: Problem[]): Promise<FoundNumber> {
    const facts: Facts = await readable(problems, bound.number, {}, () => invoiceFacts(this.#sellerId, bound.number));
    const ofDraft = await readable(problems, `The draft's record of ${bound.number}`, bound, () => getNumberOf(this.#sellerId, bound));
    const { issued } = facts;
    if (issued) this.keys.add(issued.archiveKey);
    else this.#expect(bound.number, block);
    if (block && issued?.isVoid) await this.#findSuperseded(bound.number, block);
    if (facts.void) this.#voids.set(bound.runId, [...this.voidsOf(bound.runId), bound.number]);
    const ofRun = this.#documents.get(bound.runId) ?? new Map<string, Listed>();
    this.#documents.set(bound.runId, ofRun.set(bound.number, { hash: issued?.hash, isVoid: issued?.isVoid === true }));
    return { sellerId: this.#sellerId, bound, block, ofDraft, ...facts, archived: issued && (await archive().get(issued.archiveKey)) };
  }

  /** An invoice that was rendered before its number became void stays in the archive; it was never issued. */
  async #findSuperseded(number: string, block: NumberBlock): Promise<void> {
    const key = this.#keyOf(number, block, false);
    const hash = await archivedHash(key);
    if (hash === undefined || !(await getDocument(this.#sellerId, number, 'document', hash))) return;
    this.keys.add(key);
    this.superseded.add(key);
  }

  #isUnderWay({ holder }: HeldBlock): boolean {
    const picture = this.#runs.get(holder);
    return this.#lost.has(holder) || (picture !== undefined && isUnderWay(picture));
  }

  /** Numbers of a run that is not finished: no gap, and not whole either. */
  #underWay(series: Series, { holder, block }: HeldBlock, { count: some, names }: Without): Problem {
    const { first, count: all } = block;
    const missing = some === 0 ? 'every one has its document' : `without a document: ${some} of ${all}, ${someOf(names, some)}`;
    return {
      where: rangeText(series, { first, last: first + all - 1 }),
      what: `of run ${holder}, ${this.#lost.has(holder) ? 'whose records were lost' : waitOf(this.#runs.get(holder)!)}; ${missing}`,
      right: 'a closed run: go on with it, by run or repair',
    };
  }

  /** Whether a number whose records are lost has its document, as it was when it was adopted. */
  async #adopted(number: string): Promise<[isThere: boolean, problems: Problem[]]> {
    const { adopted } = await invoiceFacts(this.#sellerId, number);
    if (!adopted) {
      const what = 'is missing: it was given out before the restore, and no archive had its document';
      return [false, [{ where: number, what, right: 'its document, by verify --reconcile with an archive that has it' }]];
    }
    this.keys.add(adopted.archiveKey);
    this.#found.set(number, { hash: adopted.hash, isVoid: adopted.isVoid === true });
    const hash = await archivedHash(adopted.archiveKey);
    if (hash === adopted.hash) return [true, []];
    const what =
      hash === undefined ? `${adopted.archiveKey} is gone from the archive` : `${adopted.archiveKey} is not the document that was found`;
    return [true, [{ where: number, what, right: `the document with hash ${adopted.hash}` }]];
  }

  /** A document may lie in the archive before the number's record says so. */
  #expect(number: string, block: NumberBlock | undefined): void {
    if (block) this.keys.add(this.#keyOf(number, block, false)).add(this.#keyOf(number, block, true));
  }

  #keyOf(number: string, { issueDate }: NumberBlock, isVoid: boolean): string {
    return documentKey({ sellerId: this.#sellerId, number, issueDate }, isVoid);
  }
}

/** Numbers of a block without a document: how many, and the first of them. */
interface Without {
  readonly count: number;
  readonly names: readonly string[];
}

function count(without: Map<HeldBlock, Without>, held: HeldBlock, more: number, names: readonly string[]): void {
  const before = without.get(held) ?? { count: 0, names: [] };
  without.set(held, { count: before.count + more, names: [...before.names, ...names].slice(0, 10) });
}

function notIssued({ bound, content }: FoundNumber): Problem {
  const what = content ? 'has no document in the archive' : 'has no invoice';
  return { where: bound.number, what, right: `the document of customer "${bound.customerId}" in "${bound.runId}", or a VOID document` };
}

function dateOf({ content, void: decided }: FoundNumber): string | undefined {
  return decided?.issueDate ?? content?.issueDate;
}

function dateProblem(before: FoundNumber | undefined, found: FoundNumber): Problem[] {
  const [earlier, date] = [before && dateOf(before), dateOf(found)];
  if (!before || earlier === undefined || date === undefined || date >= earlier) return [];
  const what = `is dated ${date}, and ${before.bound.number} before it ${earlier}`;
  return [{ where: found.bound.number, what, right: 'dates that rise with the numbers' }];
}

/** Numbers of a range; of one that is larger than any run, as a damaged counter gives, the first. */
function namesOf(series: Series, { first, last }: { first: number; last: number }): string[] {
  return Array.from({ length: Math.min(last - first + 1, MOST_NAMES) }, (_, i) => textAt(series, first + i));
}

function add(sums: Map<string, Decimal>, currency: string, amount: string): void {
  sums.set(currency, (sums.get(currency) ?? ZERO).plus(decimal(amount)));
}

function totalsOf(sums: ReadonlyMap<string, Decimal>): { currency: string; payable: string }[] {
  const text = (payable: Decimal, currency: string): string =>
    payable.decimalPlaces() > minorDigits(currency) ? quantityText(payable) : amountText(payable, currency);
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, payable]) => ({ currency, payable: text(payable, currency) }));
}

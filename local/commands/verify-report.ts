import type { Problem } from '../../shared/finding.ts';
import { counted, countOf, money } from './report.ts';
import type { SeriesProof } from './verify-numbers.ts';
import { typed } from './typed.ts';
import type { PartProof, SellerProof } from './verify-seller.ts';

/** Where a problem lies that keeps numbers from being given out. */
const ISSUING = 'Issuing';

/** What was proven of all that was asked for. */
export interface Proof {
  readonly isWhole: boolean;
  readonly sellers: readonly SellerProof[];
  /** Files in the archive that lie under no seller. */
  readonly strays: readonly Problem[];
  /** Damage of the databases below all records. */
  readonly databases: readonly Problem[];
}

export function proofOf(sellers: readonly SellerProof[], strays: readonly Problem[], databases: readonly Problem[] = []): Proof {
  const isWhole =
    strays.length === 0 && databases.length === 0 && sellers.every((it) => partsOf(it).every(({ problems }) => problems.length === 0));
  return { isWhole, sellers, strays, databases };
}

/** What was proven of each seller, part by part: a line for a part that is whole, and one for each problem. */
export function proofReport({ sellers, strays, databases }: Proof): string[] {
  const isAlone = sellers.length === 1;
  return [
    ...sellers.flatMap((seller) =>
      isAlone ? sellerReport(seller) : [`${seller.sellerId}`, ...sellerReport(seller).map((line) => `  ${line}`)],
    ),
    ...(databases.length > 0 ? [notWhole('Databases', databases.length), ...databases.map(problemLine)] : []),
    ...(strays.length > 0 ? [notWhole('Archive', strays.length), ...strays.map(problemLine)] : []),
  ];
}

function sellerReport(seller: SellerProof): string[] {
  const { series, runs, days, audit, ledger, orders, archive, isMoving } = seller;
  const neverIssued =
    archive.superseded === 0 ? '' : `; ${counted(archive.superseded)} of them rendered before its number became void, and never issued`;
  return [
    ...(series.length === 0 ? ['No number was given out yet.'] : series.flatMap(seriesReport)),
    ...partReport('Runs', runs, `${counted(runs.count)} closed, each with its manifest, one chain back to the first.`),
    ...(runs.problems.some(({ where }) => where === ISSUING) ? [`  ${typed('verify --reconcile --archive <folder>')}`] : []),
    ...daysReport(days),
    ...partReport('Audit log', audit, `${countOf(audit.count, 'entry', 'entries')}, each naming the one before.`),
    ...(ledger.count === 0
      ? []
      : partReport('Bank', ledger, `${countOf(ledger.count, 'transaction')} and payments, no more allocated than came.`)),
    ...(orders.count + orders.items === 0 ? [] : partReport('Orders', orders, ordersText(orders))),
    ...partReport('Archive', archive, `${countOf(archive.count, 'file')}, each a document of a number or a manifest${neverIssued}.`),
    ...(isMoving
      ? ['A run or an order went on while this was read, so some of it is older than the rest: verify again for a last word.']
      : []),
  ];
}

function ordersText({ count, items }: SellerProof['orders']): string {
  return `${countOf(count, 'order')}, each with its invoice and what is kept for it; ${countOf(items, 'item')} in stock, as came and was sent.`;
}

/** Nothing where there are runs alone. */
function daysReport(days: SellerProof['days']): string[] {
  const { count, awaiting, problems } = days;
  const waiting = `${countOf(awaiting, 'document')} ${awaiting === 1 ? 'awaits the manifest of its day' : 'await the manifest of their day'}`;
  const alone = awaiting === 0 ? [] : [`Days: ${waiting}.`];
  if (problems.length > 0) return [...partReport('Days', days, ''), ...alone];
  if (count === 0) return alone;
  const closed = `${counted(count)} with single documents closed, each with its manifest, in the same chain`;
  return partReport('Days', days, awaiting === 0 ? `${closed}.` : `${closed}; ${waiting}.`);
}

function seriesReport({ series, last, documents, voids, adopted, totals, problems }: SeriesProof): string[] {
  const ofThemVoid = voids === 0 ? '' : `, ${counted(voids)} of them VOID`;
  const ofThemAdopted = adopted === 0 ? '' : `, ${counted(adopted)} of them found after a restore and in no sum`;
  const sums = totals.map(({ payable, currency }) => money(payable, currency)).join(', ');
  const whole = `${countOf(documents, 'document')}${last > 1 ? ` from 1 to ${counted(last)}` : ''}${ofThemVoid}${ofThemAdopted}, each as it was issued${sums === '' ? '' : `; ${sums}`}.`;
  return partReport(series, { count: documents, problems }, whole);
}

function partReport(name: string, { problems }: PartProof, whole: string): string[] {
  return problems.length === 0 ? [`${name}: whole. ${whole}`] : [notWhole(name, problems.length), ...problems.map(problemLine)];
}

function notWhole(name: string, count: number): string {
  return `${name}: NOT WHOLE. ${count === 1 ? 'One problem' : countOf(count, 'problem')}:`;
}

function problemLine({ where, what, right }: Problem): string {
  return `  ${where}: ${what}. Right: ${right}.`;
}

function partsOf({
  series,
  runs,
  days,
  audit,
  ledger,
  orders,
  archive,
}: SellerProof): readonly { readonly problems: readonly Problem[] }[] {
  return [...series, runs, days, audit, ledger, orders, archive];
}

/** What must hold in the end, whatever came in between; each breach in a sentence. */
import type { EndState } from './end-state.ts';
import { countedEvents, owed, periodsOf, taxCents } from './reckoning.ts';
import { SELLER, type World } from './world.ts';

export interface Judged {
  readonly world: World;
  readonly end: EndState;
  /** The same world without any fault. */
  readonly calm: EndState;
  /** Whether mails may be missing, because a fault outlasted every Retry of the settlement. */
  readonly mayMissMails: boolean;
}

export function breaches({ world, end, calm, mayMissMails }: Judged): string[] {
  return [
    ...numbersHaveNoGap(end),
    ...documentsAreIssued(world, end),
    ...sumsAreRight(world, end),
    ...creditsAreSpentOnce(world, end),
    ...mailsAreSent(end, mayMissMails),
    ...runsAreClosed(world, end),
    ...executionsEnded(end),
    ...end.strayClaims,
    ...end.auditProblems,
    ...sameBytes(calm, end),
    ...sameNumbers(calm, end),
  ];
}

function numbersHaveNoGap({ counters, bound, documents, runs }: EndState): string[] {
  const found: string[] = [];
  for (const [series, last] of counters) {
    const expected = Array.from({ length: last }, (_, i) => `${series}-${String(i + 1).padStart(6, '0')}`);
    const given = bound.flatMap(({ number }) => (number.startsWith(series) ? [number] : [])).sort();
    if (String(given) !== String(expected)) found.push(`${series} stands at ${last}, and numbers ${given.join(', ') || 'none'} are given.`);
    const dates = documents.flatMap(({ number, issueDate }) => (number.startsWith(series) ? [issueDate] : []));
    if (dates.some((date, i) => i > 0 && date < dates[i - 1]!)) found.push(`${series}: issue dates go back: ${dates.join(', ')}.`);
  }
  for (const run of runs) {
    const numbers = bound.filter((it) => it.run === run.id).sort((a, b) => (a.number < b.number ? -1 : 1));
    const [sealed, numbered] = [
      run.sealed.map(draftText),
      numbers.map(({ customer: customerId, attempt }) => draftText({ customerId, attempt })),
    ];
    if (String(sealed) !== String(numbered)) found.push(`Run ${run.id} sealed ${sealed.join(', ')}, and numbered ${numbered.join(', ')}.`);
  }
  return found;
}

function draftText({ customerId, attempt }: { customerId: string; attempt: number }): string {
  return `${customerId}/${attempt}`;
}

function documentsAreIssued(world: World, { bound, documents, archive }: EndState): string[] {
  const found: string[] = [];
  for (const { number, customer } of bound) {
    const document = documents.find((it) => it.number === number);
    if (!document) found.push(`${number} has no invoice.`);
    else if (document.customer !== customer) found.push(`${number} is bound to ${customer} and made out to ${document.customer}.`);
    else if (document.issued === undefined) found.push(`${number} is not issued.`);
    else if (document.issued !== document.archived)
      found.push(`${number} was issued as ${document.issued}, and ${document.archived ?? 'nothing'} is filed.`);
  }
  for (const { number } of documents) if (!bound.some((it) => it.number === number)) found.push(`${number} is an invoice without a draft.`);
  const expected = documents.map(({ number, isVoid }) => `${SELLER}/${number.slice(3, 7)}/${number}${isVoid ? '-VOID' : ''}.pdf`);
  // The document of a number that became void a moment later may lie there; nothing is issued with it.
  const filed = [...archive.keys()].filter((key) => !expected.includes(key.replace('.pdf', '-VOID.pdf')));
  if (String(filed.sort()) !== String(expected.sort()))
    found.push(`The archive holds ${filed.join(', ')}, and there are ${expected.join(', ')}.`);
  for (const { number, customer: id, lines, net, tax, gross } of documents) {
    const customer = world.customers.find((it) => it.id === id)!;
    const total = sum(lines.map(({ cents }) => cents));
    if (net !== total) found.push(`${number}: its lines come to ${total} cents, and it says ${net}.`);
    if (tax !== taxCents(customer, total)) found.push(`${number}: tax on ${total} cents is not ${tax}.`);
    if (gross !== net + tax) found.push(`${number}: ${net} and ${tax} are not ${gross}.`);
  }
  return found;
}

/**
 * All that is over is billed, price by price, with what the harness works out by itself, and on the events that
 * count. Unless what is open comes to less than nothing: that waits for the next bill.
 */
function sumsAreRight(world: World, { documents, settled }: EndState): string[] {
  const found: string[] = [];
  const counted = countedEvents(
    world,
    world.months.flatMap(({ sent, late }) => [...sent, ...late]),
  );
  const until = world.months.at(-1)!.month;
  for (const customer of world.customers) {
    const lines = documents.flatMap((document) => (document.customer === customer.id && !document.isVoid ? document.lines : []));
    const periods = periodsOf(customer, until);
    const wrong: string[] = [];
    let open = 0;
    for (const period of periods) {
      const name = `${customer.id}, ${new Date(period.start).toISOString()}`;
      const { cents, quantities, ids } = owed(customer, period, counted);
      const within = lines.filter(({ start, end }) => start === period.start && end === period.end);
      for (const price of ['base', 'calls', 'messages']) {
        const of = within.filter((line) => line.price === price);
        const [billed, due] = [sum(of.map((line) => line.cents)), cents.get(price) ?? 0];
        open += due - billed;
        if (billed !== due) wrong.push(`${name}, ${price}: ${billed} cents are billed, and ${due} are owed.`);
        const [quantity, used] = [sum(of.map((line) => line.quantity)), quantities.get(price) ?? 0];
        if (price !== 'base' && quantity !== used) wrong.push(`${name}, ${price}: ${quantity} are billed, and ${used} were used.`);
      }
      const bill = settled.find((it) => it.customer === customer.id && it.start === period.start);
      if (!bill) wrong.push(`${name}: nobody has claimed it.`);
      else if (String(bill.ids) !== String([...ids].sort()))
        wrong.push(`${name}: billed are the events ${bill.ids.join(', ') || 'none'}, and ${[...ids].sort().join(', ') || 'none'} count.`);
      if (bill && !bill.isWhole) found.push(`${name}: its claims have a gap.`);
    }
    if (open >= 0) found.push(...wrong);
    for (const { start, price } of lines)
      if (!periods.some((period) => period.start === start))
        found.push(`${customer.id}: ${price} from ${new Date(start).toISOString()}, where no period begins.`);
  }
  return found;
}

/**
 * A document says what its attempt has reserved, and all of a customer together pay what the credit has and no more: all of
 * it if they come to as much. What a VOID gave back is left where nothing was billed after it.
 */
function creditsAreSpentOnce(world: World, { documents, bound, reserved }: EndState): string[] {
  const found: string[] = [];
  for (const { number, customer, run, attempt } of bound) {
    const document = documents.find((it) => it.number === number);
    const own = reserved.get(`${customer} ${run} ${attempt}`) ?? 0;
    if (document && !document.isVoid && document.prepaid !== own)
      found.push(`${number} says that credits pay ${document.prepaid} cents, and its draft reserved ${own}.`);
  }
  for (const { id, credit = 0 } of world.customers) {
    const all = documents.filter(({ customer }) => customer === id);
    const billed = all.filter(({ isVoid }) => !isVoid);
    const [paid, owed] = [sum(billed.map(({ prepaid }) => prepaid)), sum(billed.map(({ gross }) => Math.max(gross, 0)))];
    const most = Math.min(credit, owed);
    if (paid > most || (paid < most && billed.length === all.length))
      found.push(`${id} has ${credit} cents of credit and was billed ${owed}, and credits paid ${paid}.`);
    for (const { number, gross, prepaid, payable } of billed)
      if (payable !== gross - prepaid || payable < Math.min(gross, 0)) found.push(`${number}: ${gross} less ${prepaid} is not ${payable}.`);
  }
  return found;
}

function mailsAreSent({ documents, mails }: EndState, mayMissMails: boolean): string[] {
  const found: string[] = [];
  for (const { number, gross, isVoid, isSent, isOwed, archived } of documents) {
    const own = mails.filter((mail) => mail.number === number);
    if (own.length > 1) found.push(`${number} was mailed ${own.length} times.`);
    if (isSent && own.length === 0) found.push(`${number} counts as sent, and no mail left.`);
    if (isVoid && (isSent || isOwed)) found.push(`${number} is void, and was sent or is owed.`);
    if (!mayMissMails && !isVoid && !isSent) found.push(`${number} was not mailed.`);
    if (gross < 0 && isOwed) found.push(`${number} is a credit note, and is owed.`);
    if (!mayMissMails && !isVoid && gross >= 0 && !isOwed) found.push(`${number} has no receivable.`);
    if (own.some(({ attached }) => attached !== archived)) found.push(`${number} was mailed with another document than the archive holds.`);
  }
  return found;
}

function runsAreClosed(world: World, { runs }: EndState): string[] {
  const found: string[] = [];
  for (const run of runs) {
    if (run.isDryRun && run.sealed.length > 0) found.push(`The dry run ${run.id} is sealed.`);
    if (!run.isDryRun && !['closed', 'rejected'].includes(run.state)) found.push(`Run ${run.id} is ${run.state}.`);
  }
  for (const { month } of world.months)
    if (!runs.some((run) => run.month === month && run.state === 'closed')) found.push(`${month} has no closed run.`);
  const manifests = runs.flatMap(({ manifest }) => manifest ?? []);
  const before = new Set(manifests.map(({ previousHash }) => previousHash));
  if (manifests.length > 0 && (before.size !== manifests.length || !before.has(null))) found.push('The manifests are not a chain.');
  return found;
}

function executionsEnded({ executions }: EndState): string[] {
  return executions.flatMap(({ machine, name, status, reason }) => {
    if (status === 'RUNNING') return [`Execution ${name} of ${machine} runs, and nobody waits for it.`];
    if (status !== 'SUCCEEDED' && reason === '') return [`Execution ${name} of ${machine} is ${status}, and says nothing of why.`];
    if (status !== 'SUCCEEDED' && machine === 'settlement') return [`Execution ${name} of ${machine} is ${status}: ${reason}`];
    return [];
  });
}

/** The same content and the same number on the same day is the same document, to the byte. */
function sameBytes(calm: EndState, end: EndState): string[] {
  return end.documents.flatMap(({ number, issueDate, content, issued }) => {
    const twin = calm.documents.find((it) => it.number === number && it.issueDate === issueDate && it.content === content);
    return twin && twin.issued !== issued ? [`${number} is the same invoice as without faults, and another document.`] : [];
  });
}

/** Where faults have changed no draft, the very same invoices carry the very same numbers. */
function sameNumbers(calm: EndState, end: EndState): string[] {
  const told = ({ runs, documents }: EndState): string[] => [
    ...runs.flatMap((run) =>
      run.isDryRun ? [] : [`${run.id} ${run.state} ${run.round} ${run.sealed.map(draftText).join(' ')} ${run.contentHash}`],
    ),
    ...documents.map(({ isVoid, issueDate }) => `${isVoid} ${issueDate.slice(0, 4)}`),
  ];
  const numbered = ({ documents }: EndState): string[] =>
    documents.map(({ number, customer, content }) => `${number.slice(8)} ${customer} ${content}`);
  if (String(told(calm)) !== String(told(end)) || String(numbered(calm)) === String(numbered(end))) return [];
  return [`The runs are those without faults, and the invoices are not: ${numbered(end).join(', ')}.`];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

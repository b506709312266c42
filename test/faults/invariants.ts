/** What must hold in the end, whatever came in between; each breach in a sentence. */
import type { BilledDocument, EndState } from './end-state.ts';
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
    ...eventsAreBilledOnce(world, end),
    ...mailsAreSent(end, mayMissMails),
    ...runsAreClosed(world, end),
    ...executionsEnded(end),
    ...sameAs(calm, world, end),
  ];
}

function numbersHaveNoGap({ counters, bound, documents, runs }: EndState): string[] {
  const found: string[] = [];
  for (const [series, last] of counters) {
    const expected = Array.from({ length: last }, (_, i) => `${series}-${String(i + 1).padStart(6, '0')}`);
    const given = bound
      .map(({ number }) => number)
      .filter((number) => number.startsWith(series))
      .sort();
    if (String(given) !== String(expected)) found.push(`${series} stands at ${last}, and numbers ${given.join(', ') || 'none'} are given.`);
    const dates = documents
      .filter(({ number }) => number.startsWith(series))
      .sort(byNumber)
      .map(({ issueDate }) => issueDate);
    if (dates.some((date, i) => i > 0 && date < dates[i - 1]!)) found.push(`${series}: issue dates go back: ${dates.join(', ')}.`);
  }
  const sealed = runs.flatMap((run) => run.sealed.map(({ customerId, attempt }) => `${run.id} ${customerId} ${attempt}`)).sort();
  const numbered = bound.map(({ run, customer, attempt }) => `${run} ${customer} ${attempt}`).sort();
  if (String(sealed) !== String(numbered)) found.push(`Sealed is ${sealed.join(', ')}, and numbered is ${numbered.join(', ')}.`);
  return found;
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
  const filed = [...archive.keys()].sort();
  const expected = documents.map(({ number }) => `${SELLER}/${number.slice(3, 7)}/${number}.pdf`).sort();
  if (String(filed) !== String(expected)) found.push(`The archive holds ${filed.join(', ')}, and there are ${expected.join(', ')}.`);
  for (const document of documents) {
    const customer = world.customers.find(({ id }) => id === document.customer)!;
    const net = sum(document.lines.map(({ cents }) => cents));
    if (document.net !== net) found.push(`${document.number}: its lines come to ${net} cents, and it says ${document.net}.`);
    if (document.tax !== taxCents(customer, net)) found.push(`${document.number}: tax on ${net} cents is not ${document.tax}.`);
    if (document.gross !== document.net + document.tax)
      found.push(`${document.number}: ${document.net} and ${document.tax} are not ${document.gross}.`);
  }
  return found;
}

/** Every period that is over is billed, price by price, with what the harness itself works out. */
function sumsAreRight(world: World, { documents }: EndState): string[] {
  const found: string[] = [];
  const counted = countedEvents(
    world,
    world.months.flatMap(({ sent }) => sent),
  );
  const touched = touchedByLate(world);
  for (const customer of world.customers) {
    const lines = documents.filter((document) => document.customer === customer.id).flatMap((document) => document.lines);
    for (const period of periodsOf(customer, world.months.at(-1)!.month)) {
      const { cents, quantities } = owed(customer, period, counted);
      const within = lines.filter(({ start, end }) => start === period.start && end === period.end);
      for (const price of ['base', 'calls', 'messages']) {
        const billed = within.filter((line) => line.price === price);
        const name = `${customer.id}, ${new Date(period.start).toISOString()}, ${price}`;
        if (billed.length > 1) found.push(`${name}: billed ${billed.length} times.`);
        if (touched.has(customer.id) && price !== 'base') continue;
        const total = sum(billed.map((line) => line.cents));
        if (total !== (cents.get(price) ?? 0)) found.push(`${name}: ${total} cents are billed, and ${cents.get(price) ?? 0} are owed.`);
        const quantity = sum(billed.map((line) => line.quantity));
        if (price !== 'base' && quantity !== (quantities.get(price) ?? 0))
          found.push(`${name}: ${quantity} are billed, and ${quantities.get(price) ?? 0} were used.`);
      }
    }
    const owedStarts = new Set(periodsOf(customer, world.months.at(-1)!.month).map(({ start }) => start));
    for (const { start, price } of lines)
      if (!owedStarts.has(start)) found.push(`${customer.id}: ${price} of a period from ${new Date(start).toISOString()}, which is none.`);
  }
  return found;
}

/** The snapshots behind what was issued name each event once, and all that were sent in time. */
function eventsAreBilledOnce(world: World, { runs, snapshots, documents, bound }: EndState): string[] {
  const found: string[] = [];
  const arrived = countedEvents(
    world,
    world.months.flatMap(({ sent, late }) => [...sent, ...late]),
  );
  const times = new Map<string, number>();
  const sealed = runs.flatMap((run) => (run.state === 'closed' ? run.sealed.map((draft) => ({ run: run.id, ...draft })) : []));
  for (const { run, customerId, attempt } of sealed) {
    const snapshot = snapshots.find((it) => it.run === run && it.customer === customerId && it.attempt === attempt);
    const number = bound.find((it) => it.run === run && it.customer === customerId && it.attempt === attempt)?.number;
    const document = documents.find((it) => it.number === number);
    if (!snapshot || !document) {
      found.push(`${number ?? `A draft of ${customerId}`} has no snapshot of its usage.`);
      continue;
    }
    for (const { start, ids } of snapshot.periods) {
      for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
      const counted = sum(document.lines.filter((line) => line.start === start).map(({ events }) => events));
      if (counted !== ids.length) found.push(`${document.number} bills ${counted} events, and its snapshot holds ${ids.length}.`);
    }
  }
  for (const [id, count] of times) if (count > 1) found.push(`Event ${id} is billed ${count} times.`);
  for (const id of times.keys())
    if (!arrived.some((event) => event.id === id) && !touchedEvents(world).has(id))
      found.push(`Event ${id} is billed and was never sent, or was taken back.`);
  return found;
}

function mailsAreSent({ documents, mails }: EndState, mayMissMails: boolean): string[] {
  const found: string[] = [];
  for (const { number, isSent, isOwed, archived } of documents) {
    const own = mails.filter((mail) => mail.number === number);
    if (new Set(own.map(({ messageId }) => messageId)).size > 1 || own.length > 1) found.push(`${number} was mailed ${own.length} times.`);
    if (isSent && own.length === 0) found.push(`${number} counts as sent, and no mail left.`);
    if (!mayMissMails && !isSent) found.push(`${number} was not mailed.`);
    if (!mayMissMails && !isOwed) found.push(`${number} has no receivable.`);
    if (own.some(({ attached }) => attached !== archived)) found.push(`${number} was mailed with another document than the archive holds.`);
  }
  return found;
}

function runsAreClosed(world: World, { runs }: EndState): string[] {
  const found: string[] = [];
  for (const run of runs) if (!run.isDryRun && !['closed', 'rejected'].includes(run.state)) found.push(`Run ${run.id} is ${run.state}.`);
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

/** Customers whose usage came late in part: what of it is billed depends on the moment. */
function touchedByLate(world: World): Set<string> {
  return new Set(
    world.months
      .flatMap(({ late }) => late)
      .flatMap((line) => world.customers.filter(({ id }) => line.includes(`"${id}"`)).map(({ id }) => id)),
  );
}

function touchedEvents(world: World): Set<string> {
  const touched = touchedByLate(world);
  return new Set(countedIds(world).filter((id) => touched.has(id.split('-')[0]!)));
}

function countedIds(world: World): string[] {
  return world.months.flatMap(({ sent, late }) => [...sent, ...late]).flatMap((line) => /"id":"([^"]+)"/.exec(line)?.[1] ?? []);
}

/** The same invoices as without faults, in the same order; and where a number has the same date, the same bytes. */
function sameAs(calm: EndState, world: World, end: EndState): string[] {
  const touched = touchedByLate(world);
  const comparable = (state: EndState): BilledDocument[] => state.documents.filter(({ customer }) => !touched.has(customer));
  const contents = (state: EndState): string[] =>
    comparable(state)
      .map(({ customer, content }) => `${customer} ${content}`)
      .sort();
  if (touched.size > 0 || String(contents(calm)) === String(contents(end))) return sameBytes(calm, end);
  // Set aside and billed in a later run, periods may meet on another document: the sums hold, and were checked.
  const periods = (state: EndState): string[] =>
    comparable(state)
      .flatMap(({ customer, lines }) =>
        lines.map(({ start, price, quantity, cents }) => `${customer} ${start} ${price} ${quantity} ${cents}`),
      )
      .sort();
  return String(periods(calm)) === String(periods(end)) ? [] : ['What is billed is not what is billed without faults.'];
}

function sameBytes(calm: EndState, end: EndState): string[] {
  return end.documents.flatMap(({ number, issueDate, content, issued }) => {
    const twin = calm.documents.find((it) => it.number === number && it.issueDate === issueDate && it.content === content);
    return twin && twin.issued !== issued ? [`${number} is the same invoice as without faults, and another document.`] : [];
  });
}

function byNumber(a: { number: string }, b: { number: string }): number {
  return a.number < b.number ? -1 : 1;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

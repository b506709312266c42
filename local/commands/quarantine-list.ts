import { quarantinedEvents, quarantinedNamed } from '../../shared/quarantine.store.ts';
import { isMendable, reasonCode } from '../../shared/quarantine.ts';
import type { QuarantineEntry, ReasonCode } from '../../shared/quarantine.ts';
import { nearest } from '../../shared/nearest.ts';
import type { UsageEvent } from '../../shared/usage-event.ts';
import { CommandError } from './errors.ts';
import { alignedTable, counted } from './report.ts';
import { asArgument, typed } from './typed.ts';

/** Characters of an id that people see; a hash has 64. */
const SHORT_ID = 12;
const LEAST_ID = 6;
const SHOWN_TEXT = 70;

/** Entries of one reason: how many, since when, and one of them. */
export interface ReasonCount {
  readonly reason: ReasonCode;
  count: number;
  firstSeen: string;
  readonly example: { readonly id: string; readonly message: string };
}

/** What waits in quarantine. */
export interface QuarantineSummary {
  readonly reasons: readonly ReasonCount[];
  readonly dismissed: number;
}

const everyEntry = (sellerId: string): AsyncIterable<QuarantineEntry> => quarantinedEvents(sellerId);

/** Counts by reason, most first; reads every entry and keeps none. */
export async function quarantineSummary(sellerId: string, entries = everyEntry(sellerId)): Promise<QuarantineSummary> {
  const reasons = new Map<ReasonCode, ReasonCount>();
  let dismissed = 0;
  for await (const entry of entries) {
    if (entry.dismissed) {
      dismissed++;
      continue;
    }
    const known = reasons.get(entry.code);
    if (known) {
      known.count++;
      if (entry.storedAt < known.firstSeen) known.firstSeen = entry.storedAt;
    } else {
      const { code: reason, id, message, storedAt: firstSeen } = entry;
      reasons.set(reason, { reason, count: 1, firstSeen, example: { id, message } });
    }
  }
  return { reasons: [...reasons.values()].sort((a, b) => b.count - a.count), dismissed };
}

export function summaryLines({ reasons, dismissed }: QuarantineSummary): string[] {
  const aside = dismissed > 0 ? [`${counted(dismissed)} dismissed: ${typed('quarantine --dismissed')}`] : [];
  if (reasons.length === 0) return ['Nothing waits in quarantine.', ...aside];
  const mendable = reasons.find(({ reason }) => isMendable(reason));
  const rows = reasons.map(({ reason, count, firstSeen, example }) => [
    reason,
    counted(count),
    minute(firstSeen),
    `${example.id.slice(0, SHORT_ID)}  ${oneLine(example.message)}`,
  ]);
  return [
    ...alignedTable(['Reason', 'Count', 'First seen (UTC)', 'For example'], rows, 1),
    ...aside,
    '',
    `Look at them:       ${typed(`quarantine --reason ${reasons[0]!.reason}`)}`,
    `One in full:        ${typed(`quarantine show ${reasons[0]!.example.id.slice(0, SHORT_ID)}`)}`,
    ...(mendable ? [`Once mended:        ${typed(`quarantine replay --reason ${mendable.reason}`)}`] : []),
    `If it is no usage:  ${typed('quarantine dismiss <id> --reason "…"')}`,
  ];
}

/** What a person wants to see of the quarantine. */
export interface Shown {
  readonly reason?: ReasonCode | undefined;
  readonly isDismissed: boolean;
  readonly limit: number;
  /** Id after which to go on. */
  readonly after?: string | undefined;
}

/** Entries in the order of the quarantine; `next` is where to go on if there are more. */
export interface QuarantinePage {
  readonly entries: readonly QuarantineEntry[];
  readonly next: string | undefined;
}

export async function quarantinePage(
  sellerId: string,
  { reason, isDismissed, limit, after }: Shown,
  all = everyEntry(sellerId),
): Promise<QuarantinePage> {
  const entries: QuarantineEntry[] = [];
  let isPast = after === undefined;
  for await (const entry of all) {
    const isNext = isPast;
    isPast ||= after !== undefined && entry.id.startsWith(after);
    if (!isNext || (reason !== undefined && entry.code !== reason) || (entry.dismissed !== undefined) !== isDismissed) continue;
    if (entries.length === limit) return { entries, next: entries.at(-1)?.id };
    entries.push(entry);
  }
  if (!isPast) throw new CommandError(`There is no entry ${after} in quarantine any more to go on after.`);
  return { entries, next: undefined };
}

export function pageLines({ entries, next }: QuarantinePage, { reason, isDismissed, limit }: Shown): string[] {
  if (entries.length === 0) return ['There are none.'];
  const rows = entries.map(({ id, code, storedAt, message, text, dismissed }) => [
    id.slice(0, SHORT_ID),
    code,
    minute(storedAt),
    dismissed ? `${dismissed.by}: ${oneLine(dismissed.reason)}` : oneLine(message),
    clipped(text),
  ]);
  const lines = alignedTable(['Id', 'Reason', 'First seen (UTC)', 'Why', 'Sent'], rows);
  if (next === undefined) return lines;
  const which = `${reason === undefined ? '' : ` --reason ${reason}`}${isDismissed ? ' --dismissed' : ''}`;
  return [...lines, `There are more: ${typed(`quarantine${which} --limit ${limit} --after ${next.slice(0, SHORT_ID)}`)}`];
}

/**
 * The entry of an id, or of at least its first six characters.
 *
 * @throws {CommandError} if there is none, or more than one
 */
export async function entryNamed(sellerId: string, id: string): Promise<QuarantineEntry> {
  if (!/^[0-9a-f]+$/.test(id) || id.length < LEAST_ID)
    throw new CommandError(`"${id}" is no id of the quarantine: give at least ${LEAST_ID} characters of one it lists.`);
  const [entry, ...others] = await quarantinedNamed(sellerId, id);
  if (!entry) throw new CommandError(`There is no entry ${id} in quarantine; it may have been replayed.`);
  if (others.length > 0) throw new CommandError(`${others.length + 1} entries begin with ${id}: give more characters.`);
  return entry;
}

/** All that is known of an entry, and what a person can do about it. */
export function entryLines(entry: QuarantineEntry, stored: UsageEvent | undefined): string[] {
  const { id, code, message, storedAt, text, isCut, dismissed, isReplaying } = entry;
  const short = id.slice(0, SHORT_ID);
  return [
    `${short}  ${code}, first seen ${minute(storedAt)} UTC`,
    ...message.split('\n').map((line) => `  ${line}`),
    '',
    `Sent:   ${text}`,
    ...(stored ? [`Stored: ${JSON.stringify(stored)}`] : []),
    '',
    ...(dismissed ? [`Dismissed by ${dismissed.by} on ${minute(dismissed.at)} UTC: ${dismissed.reason}`] : []),
    ...(isReplaying ? ['A replay of it has begun and was cut off: replay it again.'] : []),
    ...(dismissed ? [] : adviceOn(short, code, isCut, stored)),
  ];
}

function adviceOn(short: string, code: ReasonCode, isCut: boolean, stored: UsageEvent | undefined): string[] {
  const dismiss = typed(`quarantine dismiss ${short} --reason "…"`);
  if (code === 'conflict')
    return [
      'A conflict is never replayed: the first content counts until a person says otherwise.',
      `  Keep the first:    ${dismiss}`,
      ...(stored && stored.reverses === undefined
        ? [`  Take the second:   ${typed(`reverse ${stored.customer} ${asArgument(stored.id)} --time ${stored.time}`)}`]
        : []),
      '                     and send it again under a new id.',
    ];
  if (!isMendable(code)) return ['It can not be counted as it is: send what it should have been, and then', `  ${dismiss}`];
  if (isCut) return ['It is longer than any event can be and is not kept whole: send what it should have been.', `  ${dismiss}`];
  return [`Once the cause is mended: ${typed(`quarantine replay ${short}`)}`, `If it is no usage:        ${dismiss}`];
}

/** @throws {CommandError} if there is no such reason */
export function reasonNamed(name: string | undefined): ReasonCode | undefined {
  if (name === undefined) return undefined;
  const known = reasonCode.safeParse(name);
  if (known.success) return known.data;
  throw new CommandError(`There is no reason "${name}"${nearest(name, reasonCode.options)}`);
}

const minute = (instant: string): string => instant.replace('T', ' ').slice(0, 16);
/** For a row of a table; `show` has the whole. */
const oneLine = (text: string): string => clipped(text.split('\n').join(' '));
const clipped = (text: string): string => (text.length > SHOWN_TEXT ? `${text.slice(0, SHOWN_TEXT)}…` : text);

import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashedId } from '../../shared/erasure.ts';
import { customerRecords } from '../customer-records.ts';
import type { LeftRow } from './left-rows.ts';

/** The moment a list was made, at the end of its name. */
const MADE_ON = /-(\d{4}-\d{2}-\d{2})T\d{6}\.ndjson$/;
const HALF = '.half';

/**
 * Takes rows about the events of a customer out of the lists of rows that were not counted, and removes lists that are
 * old enough altogether: what could be counted lies in quarantine, and a row without an event may say anything.
 *
 * @param oldest UTC day up to which a list is old enough
 * @param isPreview whether they are only counted
 * @returns rows
 */
export function eraseLeftRows(
  data: string,
  { sellerId, customerId }: { sellerId: string; customerId: string },
  oldest: string,
  isPreview: boolean,
): number {
  const folder = join(data, 'left-rows');
  const names = namesIn(folder);
  if (names.length === 0) return 0;
  const ids = idsOf(data, sellerId, customerId);
  const isTheirs = ({ id }: LeftRow): boolean =>
    typeof id === 'string' && (ids.sent.has(id) || ids.hashed.has(hashedId(sellerId, customerId, id)));
  let erased = 0;
  for (const name of names) {
    const path = join(folder, name);
    const rows = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    const isOld = (MADE_ON.exec(name)?.[1] ?? '9') <= oldest;
    const kept = isOld ? [] : rows.filter((line) => !isTheirs(JSON.parse(line) as LeftRow));
    erased += rows.length - kept.length;
    if (isPreview || kept.length === rows.length) continue;
    if (kept.length === 0) {
      rmSync(path);
      continue;
    }
    writeFileSync(`${path}${HALF}`, kept.map((line) => `${line}\n`).join(''));
    renameSync(`${path}${HALF}`, path);
  }
  return erased;
}

/** Ids of a customer's events, as they were sent and as what is left of them. */
function idsOf(data: string, sellerId: string, customerId: string): { sent: Set<string>; hashed: Set<string> } {
  const sent = new Set<string>();
  const hashed = new Set<string>();
  for (const { kind, sk, body } of customerRecords(data, sellerId, customerId)) {
    if (kind === 'usage' && sk.startsWith('erased|')) hashed.add(sk.slice(sk.lastIndexOf('|') + 1));
    const { id, reverses } =
      (kind === 'usage' ? (body['event'] as Ids) : kind === 'quarantine' ? jsonOf(String(body['text'])) : undefined) ?? {};
    for (const it of [id, reverses]) if (typeof it === 'string') sent.add(it);
  }
  return { sent, hashed };
}

type Ids = { readonly id?: unknown; readonly reverses?: unknown } | null | undefined;

function jsonOf(text: string): Ids {
  try {
    return JSON.parse(text) as Ids;
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.ndjson'));
  } catch {
    return [];
  }
}

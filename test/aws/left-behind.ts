/** What a month left behind, made comparable: between two homes only moments may differ, and what is made of them. */
import { verifySeller, type SellerProof } from '../../local/commands/verify-seller.ts';
import { sha256 } from '../../shared/content-hash.ts';
import type { Files } from '../../shared/files.ts';
import { SELLER } from '../support/catalog.ts';
import type { TableRecord } from '../support/embedded.ts';
import { DRY_RUN, RUN, SETTLEMENT, type Home } from './small-month.ts';

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const TOKENS = /"taskTokens":\[[^\]]*\]/g;
/** Results of Distributed Maps, under an id of the map run. */
const RESULT = /\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\//;

export interface LeftBehind {
  readonly records: readonly TableRecord[];
  /** Hash of each file by its key. */
  readonly archive: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly manifest: unknown;
  /** States of each execution in the order they were entered. */
  readonly visits: Readonly<Record<string, readonly string[]>>;
  readonly proof: SellerProof;
}

/**
 * Reads it from the home that is connected.
 *
 * @param moment when billing began: from then on, instants are not compared
 */
export async function leftBehind(home: Home, moment: Date): Promise<LeftBehind> {
  const { archive, files, executions } = home.ports;
  const states = async (machine: string, name: string): Promise<string[]> =>
    (await executions.history(machine, name)).map(({ state }) => state);
  const manifestKey = `${SELLER}/manifests/${RUN}.json`;
  const { [manifestKey]: _, ...documents } = await hashes(archive);
  const manifest = JSON.parse(new TextDecoder().decode(await archive.get(manifestKey))) as object;
  return {
    // That a table is the one numbers are given out from is a matter of AWS, where restored ones have another name.
    records: timeless(
      (await home.records()).filter(({ sk }) => !sk.startsWith('home|')),
      moment,
    ),
    archive: documents,
    files: await hashes(files),
    manifest: { ...manifest, auditHash: '<chained>' },
    visits: {
      [DRY_RUN]: await states('billing-run', DRY_RUN),
      [RUN]: await states('billing-run', RUN),
      [SETTLEMENT]: await states('settlement', SETTLEMENT),
    },
    proof: await verifySeller(SELLER),
  };
}

async function hashes(store: Files): Promise<Record<string, string>> {
  const keys = (await store.list(`${SELLER}/`)).keys.filter((key) => !RESULT.test(key));
  return Object.fromEntries(await Promise.all(keys.map(async (key) => [key, sha256((await store.get(key))!)] as const)));
}

/** A failed try is named by the call that made it, and a mail about a repair by when the wait began. */
function nameless(record: TableRecord): TableRecord {
  if (record.pk.endsWith('|failures')) return { ...record, sk: record.sk.slice(0, record.sk.lastIndexOf('|')) };
  if (record.sk.startsWith('repair/')) return { ...record, body: { ...(record.body as object), messageId: '<named>' } };
  return record;
}

/** Audit entries hash their moment and the entry before; the manifest names the last of them, and is named by its hash. */
function timeless(records: readonly TableRecord[], moment: Date): TableRecord[] {
  const manifest = records.find(({ sk }) => sk === 'manifest');
  const chained = [manifest, ...records.filter(({ pk }) => pk.endsWith('|audit'))].map((record) => (record?.body as { hash: string }).hash);
  let text = JSON.stringify(records.map(nameless)).replaceAll(TOKENS, '"taskTokens":[]');
  for (const hash of chained) text = text.replaceAll(hash, '<chained>');
  text = text.replaceAll(INSTANT, (instant) => (new Date(instant) < moment ? instant : '<moment>'));
  return JSON.parse(text) as TableRecord[];
}

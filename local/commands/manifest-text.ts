import { z } from 'zod';
import { plainDate } from '../../shared/period.ts';

const what = {
  schema: z.literal(1),
  sellerId: z.string(),
  previousHash: z.string().nullable(),
  auditHash: z.string().optional(),
  documents: z.array(
    z.object({ number: z.string(), issueDate: plainDate.optional(), hash: z.string().optional(), isVoid: z.boolean().optional() }),
  ),
};

/** What the manifest of a run says, beside its own schema. */
export const runManifest = z.object({ ...what, runId: z.string(), month: z.string() });

/** What the manifest of a day's single documents says. */
export const dayManifest = z.object({ ...what, day: plainDate });
export type DayManifest = z.output<typeof dayManifest>;

const anyManifest = z.union([runManifest, dayManifest]);
export type ManifestText = z.output<typeof anyManifest>;

/** What a file says as a manifest of a run or a day; undefined if it is none. */
export function readManifest(bytes: Uint8Array): ManifestText | undefined {
  try {
    return anyManifest.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    return undefined;
  }
}

import { z } from 'zod';
import { instant } from '../period.ts';
import { person } from '../person.ts';
import { table } from '../ports.ts';
import type { Change } from '../table.ts';

/** What became of a file of the bank that was given, by the moment it was. */
const loggedStatement = z.object({
  schema: z.literal(1),
  /** As the file was called. */
  name: z.string(),
  /** SHA-256 of the file, under which it is kept. */
  file: z.string(),
  at: instant,
  by: person,
  /** Why nothing of it was booked; absent where it was. */
  refused: z.string().optional(),
  /** Transactions it holds; absent where it was refused. */
  count: z.number().int().optional(),
});
export type LoggedStatement = z.infer<typeof loggedStatement>;

/** The change that logs a file; once for a moment and a file. */
export function statementLogged(sellerId: string, { at, file, ...logged }: Omit<LoggedStatement, 'schema'>): Change {
  return { put: { pk: `${sellerId}|statements-log`, sk: `${at}|${file}`, body: { schema: 1, at, file, ...logged } } };
}

/** A page of files, the latest first. */
export async function loggedStatements(
  sellerId: string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<{ statements: LoggedStatement[]; next?: string }> {
  const page = await table().query({ pk: `${sellerId}|statements-log`, reverse: true, limit, ...(after === undefined ? {} : { after }) });
  return {
    statements: page.items.map(({ body }) => loggedStatement.parse(body)),
    ...(page.next === undefined ? {} : { next: page.next }),
  };
}

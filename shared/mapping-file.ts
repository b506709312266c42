import { LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { nearest } from './nearest.ts';
import { InvalidInputError } from './errors.ts';

/**
 * A mapping of the columns of a file, written in YAML.
 *
 * @param fields every field it can have, for "did you mean"
 * @param undone what was not done, for the message
 * @throws {InvalidInputError} with every fault and its line, if the text is no mapping
 */
export function mappingIn<Schema extends z.ZodType>(
  schema: Schema,
  fields: readonly string[],
  text: string,
  file: string,
  undone: string,
): z.output<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, uniqueKeys: true });
  const broken = document.errors.map((error) => ({
    line: error.linePos?.[0].line ?? 1,
    message: error.message.split(/ at line |\n/)[0] ?? '',
  }));
  if (broken.length > 0) throw mappingError(file, undone, broken);
  const parsed = schema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) => faultsOf(issue, fields));
  throw mappingError(
    file,
    undone,
    faults.map(({ path, message }) => ({ line: lineOf(document, lines, path), message })),
  );
}

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function faultsOf(issue: z.core.$ZodIssue, fields: readonly string[]): Fault[] {
  const place = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: `${place}there is no field "${key}"${nearest(key, fields)}` }));
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return [{ path: issue.path, message: `${place}${isMissing ? 'is missing' : issue.message}` }];
}

/** Line of the innermost part of a path that the file has. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function mappingError(file: string, undone: string, faults: readonly { line: number; message: string }[]): InvalidInputError {
  const inOrder = faults.toSorted((a, b) => a.line - b.line);
  return new InvalidInputError(
    [`${file} is no mapping; ${undone}:`, ...inOrder.map(({ line, message }) => `  ${file}:${line}  ${message}`)].join('\n'),
  );
}

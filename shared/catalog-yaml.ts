import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, YAMLError } from 'yaml';

/** A file as it was given. */
export interface CatalogSource {
  /** Name for messages. */
  readonly name: string;
  readonly content: Uint8Array | string;
}

/** Where something stands in a file, from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a file as YAML. */
export interface YamlFault extends Place {
  readonly message: string;
}

/** A YAML file: what it says, and where. */
export interface YamlFile {
  readonly name: string;
  /** Scalars are the text they are written as, so a price of 0.10 never passes through a float. */
  readonly value: unknown;
  readonly faults: readonly YamlFault[];
  /** Place of a value, or of the innermost part of its path that the file has. */
  placeOf(path: readonly PropertyKey[]): Place;
  /** Place of the name of a field instead of its value. */
  placeOfKey(path: readonly PropertyKey[]): Place;
}

/** One bracket that is missing makes many faults; the first of a file say what to do. */
const MOST_FAULTS = 3;

/** Reads a file as YAML; what is wrong with it is in its faults, and its value is then of no use. */
export function readYaml({ name, content }: CatalogSource): YamlFile {
  const { text, fault } = typeof content === 'string' ? { text: content, fault: undefined } : decoded(content);
  if (fault) return { name, value: undefined, faults: [fault], placeOf: () => fault, placeOfKey: () => fault };
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, uniqueKeys: true, stringKeys: true });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const faults = [
    ...[...document.errors, ...document.warnings].map((error) => ({ ...at(error.pos[0]), message: sentenceOf(error, text) })),
    ...aliasFaults(document).map(({ offset, message }) => ({ ...at(offset), message })),
  ];
  return {
    name,
    value: faults.length > 0 ? undefined : valueOf(document, faults),
    faults: faults.slice(0, MOST_FAULTS),
    placeOf: (path) => at(offsetOf(document, path).value),
    placeOfKey: (path) => at(offsetOf(document, path).key),
  };
}

/** The text of a file, which has to be UTF-8; or where it is not. */
function decoded(bytes: Uint8Array): { text: string; fault?: YamlFault } {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return { text: '', fault: { line: 1, column: 1, message: 'the file is written in UTF-16; save it as UTF-8' } };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    // What was decoded without complaint ends where the first wrong byte stands for a replacement character.
    const before = new TextDecoder().decode(bytes.subarray(0, firstInvalid(bytes)));
    const lines = before.split('\n');
    const last = lines.at(-1) ?? '';
    const place = { line: lines.length, column: last.length + 1 };
    const message = `the file is not UTF-8: the character after "${last.slice(-20).trimStart()}" is written in another encoding; save it as UTF-8`;
    return { text: '', fault: { ...place, message } };
  }
}

/** Position of the first byte that is no UTF-8: halved, since a valid beginning may end inside a character. */
function firstInvalid(bytes: Uint8Array): number {
  let valid = 0;
  let invalid = bytes.length;
  while (valid < invalid) {
    const middle = Math.ceil((valid + invalid) / 2);
    if (isBeginning(bytes.subarray(0, middle))) valid = middle;
    else invalid = middle - 1;
  }
  return valid;
}

function isBeginning(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** What YAML's own messages mean for who wrote the file, and what would be right. */
function sentenceOf(error: YAMLError, text: string): string {
  const remedy = isCarriedOn(error, text) ? 'the line below is indented too far, and so belongs to this value' : REMEDIES[error.code];
  const sentence = (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:$/, '');
  if (error.code === 'DUPLICATE_KEY') return `field "${wordAt(text, error.pos[0])}" is there already; take one of the two out`;
  return remedy ?? `is no YAML: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}

/** Whether the second ": " stands on a line below, which YAML reads as more of the same value. */
function isCarriedOn({ code, pos: [start] }: YAMLError, text: string): boolean {
  return code === 'BLOCK_AS_IMPLICIT_KEY' && /^[^\n]*?:\s/.exec(text.slice(start)) === null;
}

const REMEDIES: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'a tab is no indentation in YAML; write spaces',
  BAD_INDENT: 'the indentation does not fit what is above; fields of one object begin in the same column, and brackets have to close',
  BLOCK_AS_IMPLICIT_KEY: 'there is a second ": " in one line; put a value with ": " in it into quotes, or the field on a line of its own',
  MULTIPLE_DOCS: '"---" begins a second document; write one catalog a file',
  BAD_SCALAR_START: 'a value can not begin with this character; put it into quotes',
  TAG_RESOLVE_FAILED: 'a tag (!) means nothing in a catalog; put the value into quotes if it begins with "!"',
  NON_STRING_KEY: 'the name of a field is a word',
};

function wordAt(text: string, offset: number): string {
  return /^[^\s:,}]*/.exec(text.slice(offset))?.[0] ?? '';
}

/** Aliases that lead nowhere, or into themselves. */
function aliasFaults(document: Document): { offset: number; message: string }[] {
  const faults: { offset: number; message: string }[] = [];
  visit(document, {
    Alias(_, alias, ancestors) {
      const offset = alias.range?.[0] ?? 0;
      const target = alias.resolve(document);
      if (!target) {
        const message = `there is no anchor &${alias.source} before it; put a value that begins with "*" into quotes`;
        faults.push({ offset, message });
      } else if (ancestors.includes(target)) {
        faults.push({ offset, message: `*${alias.source} stands inside its own anchor &${alias.source}, which would never end` });
      }
    },
  });
  return faults;
}

function valueOf(document: Document, faults: YamlFault[]): unknown {
  try {
    return document.toJS();
  } catch {
    // Aliases of aliases that come to millions of values.
    faults.push({ line: 1, column: 1, message: 'its aliases come to more values than a catalog can have; write them out' });
    return undefined;
  }
}

interface Offsets {
  readonly key: number;
  readonly value: number;
}

/** Offsets of the innermost part of a path that the file has. */
function offsetOf(document: Document, path: readonly PropertyKey[]): Offsets {
  let node: unknown = document.contents;
  let found: Offsets = { key: startOf(node), value: startOf(node) };
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === part) : undefined;
    const next = pair ? pair.value : isSeq(node) ? node.items[Number(part)] : undefined;
    if (next === undefined || next === null) return found;
    found = { key: startOf(pair?.key ?? next), value: startOf(next) };
    node = next;
  }
  return found;
}

function startOf(node: unknown): number {
  const { range } = (node ?? {}) as { range?: readonly [number, number, number] };
  return range?.[0] ?? 0;
}

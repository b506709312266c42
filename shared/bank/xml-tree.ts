import { SaxesParser } from 'saxes';
import { InvalidInputError } from '../errors.ts';

/** An element of XML without its namespace: what is in it, by name, and its text. */
export interface Element {
  readonly name: string;
  /** Where it begins, from 1. */
  readonly line: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** White space at the ends is left out. */
  readonly text: string;
}

type Open = { -readonly [Part in keyof Element]: Element[Part] extends readonly Element[] ? Element[] : Element[Part] };

/** Deeper than any message of ISO 20022 goes. */
const MOST_DEPTH = 64;

/**
 * The root element of an XML document whose elements are all of one namespace.
 *
 * Only what is well-formed to its end is taken. A document type is refused before anything in it is read, so there are
 * no entities but the five of XML itself, and nothing outside the text is looked at.
 *
 * @throws {InvalidInputError} naming the line
 * @see docs/sources.md#xml
 */
export function xmlTree(text: string): { root: Element; namespace: string } {
  const parser = new SaxesParser({ xmlns: true });
  const above: Open[] = [];
  let root: Element | undefined;
  let namespace = '';

  parser.on('doctype', () => refuse(parser.line, 'has a document type (<!DOCTYPE …>), and statements have none: entities are not read'));
  parser.on('error', ({ message }) => refuse(parser.line, `is no well-formed XML: ${message.replace(/^\d+:\d+: |\.$/g, '')}`));
  parser.on('opentag', ({ local, uri, attributes }) => {
    if (above.length === MOST_DEPTH) refuse(parser.line, `nests deeper than ${MOST_DEPTH} elements`);
    if (above.length === 0) namespace = uri;
    else if (uri !== namespace) refuse(parser.line, `has <${local}> of the namespace "${uri}" inside "${namespace}"`);
    const values = Object.values(attributes).map((it) => [it.local, it.value] as const);
    above.push({ name: local, line: parser.line, attributes: Object.fromEntries(values), children: [], text: '' });
  });
  const write = (some: string): void => {
    const element = above.at(-1);
    if (element) element.text += some;
  };
  parser.on('text', write);
  parser.on('cdata', write);
  parser.on('closetag', () => {
    const element = above.pop()!;
    element.text = element.text.trim();
    const parent = above.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
  });

  parser.write(text).close();
  if (!root) throw new InvalidInputError('holds no XML element.');
  return { root, namespace };
}

function refuse(line: number, what: string): never {
  throw new InvalidInputError(`line ${line} ${what}.`);
}

/** The elements at a path below one, such as `Acct/Id/IBAN`: all of them. */
export function all(element: Element, path: string): Element[] {
  return path
    .split('/')
    .reduce<Element[]>((found, name) => found.flatMap((it) => it.children.filter((child) => child.name === name)), [element]);
}

/** The first element at a path below one. */
export function first(element: Element, path: string): Element | undefined {
  return all(element, path)[0];
}

/** The text of the first element at a path; undefined if there is none or nothing in it. */
export function textAt(element: Element, path: string): string | undefined {
  return first(element, path)?.text || undefined;
}

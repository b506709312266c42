/** Reads XML as it comes from our emitters: elements, attributes, text; nothing of their code. */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const TAG = /<(?<close>\/)?(?<name>[A-Za-z]+(?::[A-Za-z]+)?)(?<attributes>(?: [A-Za-z:]+="[^"<]*")*)>/y;
const ENTITY: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** @throws {SyntaxError} if it isn't well-formed, or has anything but elements and text */
export function readXml(xml: string): XmlElement {
  const body = xml.replace(/^<\?xml version="1.0" encoding="UTF-8"\?>\n/, '').trimEnd();
  interface Open {
    name: string;
    attributes: Record<string, string>;
    children: XmlElement[];
    text: string;
  }
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let at = 0;
  while (at < body.length) {
    const top = open.at(-1) ?? root;
    if (body[at] !== '<') {
      const end = body.indexOf('<', at);
      top.text += unescaped(body.slice(at, end < 0 ? undefined : end));
      at = end < 0 ? body.length : end;
      continue;
    }
    TAG.lastIndex = at;
    const found = TAG.exec(body)?.groups;
    if (!found) throw new SyntaxError(`No tag at ${at}: ${body.slice(at, at + 40)}`);
    at = TAG.lastIndex;
    const name = found['name'] ?? '';
    if (found['close'] === undefined) {
      const attributes = [...(found['attributes'] ?? '').matchAll(/ ([A-Za-z:]+)="([^"]*)"/g)];
      open.push({
        name,
        attributes: Object.fromEntries(attributes.map(([, key = '', value = '']) => [key, unescaped(value)])),
        children: [],
        text: '',
      });
      continue;
    }
    const closed = open.pop();
    if (closed?.name !== name) throw new SyntaxError(`</${name}> ends <${closed?.name}>`);
    (open.at(-1) ?? root).children.push(closed);
  }
  const [only, ...others] = root.children;
  if (!only || others.length > 0 || open.length > 1 || root.text !== '') throw new SyntaxError('Expected one element.');
  return only;
}

/** The elements on a path of names, such as "cac:TaxTotal/cac:TaxSubtotal". */
export function at(element: XmlElement, path: string): XmlElement[] {
  return path
    .split('/')
    .reduce<XmlElement[]>((found, name) => found.flatMap(({ children }) => children.filter((it) => it.name === name)), [element]);
}

/** The text of the only element on a path; undefined if there is none. */
export function textAt(element: XmlElement, path: string): string | undefined {
  const found = at(element, path);
  if (found.length > 1) throw new RangeError(`${found.length} times ${path}`);
  return found[0]?.text;
}

function unescaped(text: string): string {
  return text.replace(/&([^;]*;?)/g, (_, entity: string) => {
    const character = ENTITY[entity.replace(/;$/, '')];
    if (character === undefined || !entity.endsWith(';')) throw new SyntaxError(`&${entity} is no entity.`);
    return character;
  });
}

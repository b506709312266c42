/**
 * Reads the YAML of a service as the Serverless Framework does: variables `${self:…}`, `${file(…)}`, `${sls:stage}`
 * and `${opt:stage}`, CloudFormation tags and pseudo parameters.
 *
 * @see https://www.serverless.com/framework/docs/guides/variables
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type CollectionTag, type ScalarTag, YAMLMap, YAMLSeq, parse } from 'yaml';

import { LOCAL_STAGE } from './task-resource.ts';

const TAGS = [
  'Sub',
  'GetAtt',
  'Ref',
  'Join',
  'ImportValue',
  'Select',
  'Split',
  'If',
  'Equals',
  'Not',
  'And',
  'Or',
  'FindInMap',
  'Base64',
  'Condition',
];
const customTags = TAGS.flatMap((name): (ScalarTag | CollectionTag)[] => {
  const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
  return [
    { tag: `!${name}`, resolve: (text: string) => ({ [key]: text }) },
    { tag: `!${name}`, collection: 'seq', resolve: (value) => ({ [key]: value instanceof YAMLSeq ? (value.toJSON() as unknown) : [] }) },
    { tag: `!${name}`, collection: 'map', resolve: (value) => ({ [key]: value instanceof YAMLMap ? (value.toJSON() as unknown) : {} }) },
  ];
});

/** What AWS fills in when the stack is deployed; here it names nothing. */
const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'local',
  'AWS::AccountId': '000000000000',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'stepbill',
};

const INNERMOST = /\$\{([^${}]+)\}/;
const FILE = /^file\((?<path>[^)]+)\)(?::(?<key>.+))?$/;

/** Parses YAML with CloudFormation's short tags and merge keys. */
export function parseServiceYaml(file: string): unknown {
  return parse(readFileSync(file, 'utf8'), { customTags, merge: true }) as unknown;
}

/** The variables of one `serverless.yml`. */
export class ServiceVariables {
  readonly #root: unknown;
  readonly #folder: string;
  /** By their paths: the file that all services share is referred to again and again. */
  readonly #files = new Map<string, unknown>();

  /** @param file the service's `serverless.yml` */
  constructor(file: string) {
    this.#root = parseServiceYaml(file);
    this.#folder = dirname(file);
  }

  /**
   * The value at a place of the file, with every variable in it replaced.
   *
   * @param path names joined by dots
   * @throws {Error} naming a variable that can't be resolved here
   */
  at(path: string): unknown {
    return this.#resolved(this.#lookUp(this.#root, path.split('.')));
  }

  /** Follows names; what lies at the end keeps its variables, since its neighbours may refer to each other. */
  #lookUp(value: unknown, path: readonly string[]): unknown {
    const [name, ...rest] = path;
    if (name === undefined) return value;
    const here = typeof value === 'string' ? this.#reference(value) : value;
    if (typeof here !== 'object' || here === null) return undefined;
    return this.#lookUp((here as Record<string, unknown>)[name], rest);
  }

  #resolved(value: unknown): unknown {
    if (typeof value === 'string') return this.#text(value);
    if (Array.isArray(value)) return value.map((item) => this.#resolved(item));
    if (typeof value !== 'object' || value === null) return value;
    const sub = (value as Record<string, unknown>)['Fn::Sub'];
    if (typeof sub === 'string' && Object.keys(value).length === 1) return this.#text(sub);
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.#resolved(member)]));
  }

  #text(text: string): unknown {
    const value = this.#reference(text);
    return value === text ? value : this.#resolved(value);
  }

  /** Replaces variables from the inside out; a text that is one variable becomes what that stands for. */
  #reference(text: string): unknown {
    let value = text;
    for (;;) {
      const [whole, expression] = INNERMOST.exec(value) ?? [];
      if (whole === undefined || expression === undefined) return value;
      const found = this.#variable(expression.trim());
      if (whole === value) return found;
      const inserted = this.#resolved(found);
      if (typeof inserted !== 'string' && typeof inserted !== 'number' && typeof inserted !== 'boolean')
        throw new Error(`\${${expression}} in "${text}" of ${this.#folder} is no text.`);
      value = value.replace(whole, () => `${inserted}`);
    }
  }

  #variable(expression: string): unknown {
    const [first, ...fallbacks] = expression.split(/,\s*(?![^(]*\))/);
    const found = this.#source(first!);
    if (found !== undefined) return found;
    for (const fallback of fallbacks) {
      const quoted = /^'(.*)'$|^"(.*)"$/.exec(fallback);
      const value = quoted ? (quoted[1] ?? quoted[2]) : this.#source(fallback);
      if (value !== undefined) return value;
    }
    throw new Error(`The variable \${${expression}} of ${this.#folder} can't be resolved here.`);
  }

  #source(source: string): unknown {
    if (Object.hasOwn(PSEUDO_PARAMETERS, source)) return PSEUDO_PARAMETERS[source];
    if (source === 'sls:stage' || source === 'opt:stage') return LOCAL_STAGE;
    if (source.startsWith('self:')) return this.#lookUp(this.#root, source.slice('self:'.length).split('.'));
    const { path, key } = FILE.exec(source)?.groups ?? {};
    if (path === undefined) return undefined;
    const file = resolve(this.#folder, path);
    if (!this.#files.has(file)) this.#files.set(file, parseServiceYaml(file));
    const content = this.#files.get(file);
    return key === undefined ? content : this.#lookUp(content, key.split('.'));
  }
}

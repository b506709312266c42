/**
 * Payload templates: Parameters, ResultSelector, ItemSelector and the like. Read once at load, so that a broken
 * path or an unknown function is refused there.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html
 */
import { INTRINSICS } from './intrinsic-functions.ts';
import { type Scene, pathFault, valueAt } from './reference-path.ts';

/** Fills the template from input and context. */
export type Template = (scene: Scene) => unknown;

const NUMBER = /^-?\d+(\.\d+)?$/;
const LITERALS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

/**
 * @param source the template as the definition has it: any JSON; names that end in `.$` hold a path or a call
 * @throws {SyntaxError} that names what is wrong
 */
export function readTemplate(source: unknown): Template {
  if (Array.isArray(source)) {
    const items = source.map(readTemplate);
    return (scene) => items.map((item) => item(scene));
  }
  if (typeof source !== 'object' || source === null) return () => source;
  const members = Object.entries(source).map(([name, value]) => readMember(name, value));
  return (scene) => Object.fromEntries(members.map(([name, value]) => [name, value(scene)]));
}

/** Every path that a template reads. */
export function pathsIn(source: unknown): string[] {
  if (Array.isArray(source)) return source.flatMap(pathsIn);
  if (typeof source !== 'object' || source === null) return [];
  return Object.entries(source).flatMap(([name, value]) => {
    if (!name.endsWith('.$') || typeof value !== 'string') return pathsIn(value);
    return value.match(/\$[^\s,()]*/g) ?? [];
  });
}

function readMember(name: string, value: unknown): [string, Template] {
  if (!name.endsWith('.$')) return [name, readTemplate(value)];
  if (typeof value !== 'string') throw new SyntaxError(`"${name}" must hold a path or an intrinsic function`);
  return [name.slice(0, -2), readExpression(value)];
}

/** A path or a call of an intrinsic function. */
export function readExpression(source: string): Template {
  const [expression, rest] = readArgument(source.trim());
  if (rest.trim() !== '' || !/^(\$|States\.)/.test(source.trim()))
    throw new SyntaxError(`"${source}" is neither a path nor an intrinsic function`);
  return expression;
}

/** Reads one argument from the front of the text; returns it and what follows. */
function readArgument(source: string): [Template, string] {
  if (source.startsWith("'")) return readText(source);
  if (source.startsWith('States.')) return readCall(source);
  const [token] = /^(\$\$?(\['[^']*'\]|[^\s,()[\]]|\[\d+\])*|[^\s,()]+)/.exec(source) ?? [''];
  const rest = source.slice(token.length);
  if (token.startsWith('$')) {
    const fault = pathFault(token);
    if (fault !== undefined) throw new SyntaxError(fault);
    return [(scene) => valueAt(token, scene), rest];
  }
  if (NUMBER.test(token)) return [() => Number(token), rest];
  if (Object.hasOwn(LITERALS, token)) return [() => LITERALS[token], rest];
  throw new SyntaxError(`"${source}" is neither a path, a text in quotes, a number nor an intrinsic function`);
}

function readText(source: string): [Template, string] {
  const [quoted, inner] = /^'((?:[^'\\]|\\['{}\\])*)'/.exec(source) ?? [];
  if (quoted === undefined || inner === undefined) throw new SyntaxError(`unfinished text in ${source}`);
  // States.Format would take an escaped brace for a place.
  if (/\\[{}]/.test(inner)) throw new SyntaxError(`escaped braces are not supported: ${source}`);
  const value = inner.replaceAll(/\\(.)/g, '$1');
  return [() => value, source.slice(quoted.length)];
}

function readCall(source: string): [Template, string] {
  const name = /^States\.[A-Za-z0-9]+(?=\()/.exec(source)?.[0] ?? source;
  const intrinsic = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
  if (!intrinsic) throw new SyntaxError(`the intrinsic function ${name} is not supported`);
  const values: Template[] = [];
  let rest = source.slice(name.length + 1).trimStart();
  while (!rest.startsWith(')')) {
    const [value, after] = readArgument(rest);
    values.push(value);
    rest = after.trimStart();
    if (rest.startsWith(',')) rest = rest.slice(1).trimStart();
    else if (!rest.startsWith(')')) throw new SyntaxError(`expected , or ) at "${rest}" in ${source}`);
  }
  return [(scene) => intrinsic(...values.map((value) => value(scene))), rest.slice(1)];
}

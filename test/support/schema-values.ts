/** Values by JSON schema, as an OpenAPI document describes what may be sent: those that fit, and those that don't. */
import fc from 'fast-check';

/** A schema, as far as requests of ours use it. */
export interface Schema {
  readonly type?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
}

/** Values that some other answer would have named, by the name of the field. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

/** Values that fit a schema; now and then one that is known. */
export function valuesOf(schema: Schema, known: Known, name = ''): fc.Arbitrary<unknown> {
  const made = madeOf(schema, known, name);
  const there = known[name];
  return there ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...there) }, { weight: 1, arbitrary: made }) : made;
}

function madeOf(schema: Schema, known: Known, name: string): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((it) => valuesOf(it, known, name)));
  switch (schema.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return fc.integer({ min: Math.max(schema.minimum ?? 0, -1e9), max: Math.min(schema.maximum ?? 1e6, 1e9) });
    case 'array': {
      const { minItems: minLength = 0, maxItems = 3 } = schema;
      return fc.array(valuesOf(schema.items ?? {}, known, name), { minLength, maxLength: Math.min(maxItems, minLength + 3) });
    }
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties ?? {}).map(([field, it]) => [field, valuesOf(it, known, field)])),
        {
          requiredKeys: [...(schema.required ?? [])],
        },
      );
    default:
      return schema.pattern === undefined ? textOf(schema) : fc.stringMatching(new RegExp(schema.pattern));
  }
}

function textOf({ minLength = 0, maxLength = 30 }: Schema): fc.Arbitrary<string> {
  return fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 30), unit: 'grapheme' });
}

/** What nobody means, wherever it is sent. */
export const NONSENSE: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '../../etc/passwd',
  "' or 1=1 --",
  '<script>alert(1)</script>',
  '{"$ne":1}',
  '__proto__',
  'x'.repeat(3_000),
  [],
  [[]],
  {},
  { constructor: { prototype: 1 } },
];

/** The same value with one thing in it that does not fit: a field more, a field less, or nonsense in its place. */
export function broken(value: Readonly<Record<string, unknown>>): fc.Arbitrary<unknown> {
  const names = Object.keys(value);
  const extra = fc.constant({ ...value, unheardOf: 1 });
  const wrong = (name: string): fc.Arbitrary<unknown> => fc.constantFrom(...NONSENSE).map((it) => ({ ...value, [name]: it }));
  const less = (name: string): unknown => Object.fromEntries(Object.entries(value).filter(([it]) => it !== name));
  return fc.oneof(extra, fc.constantFrom(...NONSENSE), ...names.map(wrong), ...names.map((name) => fc.constant(less(name))));
}

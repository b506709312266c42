/**
 * Choice rules: which comparisons we take, and their rewriting into what the interpreter does well. Left alone it
 * never matches `IsPresent: false`, compares numbers with text, and fails on a pattern against a number, where AWS
 * finds no match.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
 */
import { z } from 'zod';

import { pathFault } from './reference-path.ts';

/** A path, at the place where the interpreter finds the context object (it puts its own at `$$`). */
export const path = z.string().superRefine((value, check) => {
  const fault = pathFault(value);
  if (fault !== undefined) check.addIssue({ code: 'custom', message: fault });
});

const text = z.string();
const timestamp = z.iso.datetime({ offset: true });
/** The interpreter gives `?`, `[` and others a meaning; on AWS only `*` has one. */
const pattern = z.string().regex(/^[\p{L}\p{N} .:/_*-]*$/u, 'takes letters, digits, blanks, . : / _ - and * only');

const comparisons = {
  StringEquals: text,
  StringLessThan: text,
  StringGreaterThan: text,
  StringLessThanEquals: text,
  StringGreaterThanEquals: text,
  StringEqualsPath: path,
  StringLessThanPath: path,
  StringGreaterThanPath: path,
  StringLessThanEqualsPath: path,
  StringGreaterThanEqualsPath: path,
  StringMatches: pattern,
  NumericEquals: z.number(),
  NumericLessThan: z.number(),
  NumericGreaterThan: z.number(),
  NumericLessThanEquals: z.number(),
  NumericGreaterThanEquals: z.number(),
  NumericEqualsPath: path,
  NumericLessThanPath: path,
  NumericGreaterThanPath: path,
  NumericLessThanEqualsPath: path,
  NumericGreaterThanEqualsPath: path,
  BooleanEquals: z.boolean(),
  BooleanEqualsPath: path,
  TimestampEquals: timestamp,
  TimestampLessThan: timestamp,
  TimestampGreaterThan: timestamp,
  TimestampLessThanEquals: timestamp,
  TimestampGreaterThanEquals: timestamp,
  TimestampEqualsPath: path,
  TimestampLessThanPath: path,
  TimestampGreaterThanPath: path,
  TimestampLessThanEqualsPath: path,
  TimestampGreaterThanEqualsPath: path,
  IsNull: z.boolean(),
  IsPresent: z.boolean(),
  IsNumeric: z.boolean(),
  IsString: z.boolean(),
  IsBoolean: z.boolean(),
  IsTimestamp: z.boolean(),
} as const;
const COMPARISONS = Object.keys(comparisons);

const comparison = z
  .strictObject({ Variable: path, ...z.object(comparisons).partial().shape })
  .refine((rule) => Object.keys(rule).filter((name) => COMPARISONS.includes(name)).length === 1, {
    error: 'must hold exactly one comparison',
  });

export type Rule = { [name: string]: unknown };

/** A rule without its Next. Parsed by hand between And, Or and Not, so that a fault is named where it is. */
const rule: z.ZodType<Rule> = z.lazy(() =>
  z.unknown().transform((source, check): Rule => {
    const parsed = schemaOf(source).safeParse(source);
    if (parsed.success) return parsed.data as Rule;
    for (const issue of parsed.error.issues) check.addIssue({ ...issue, input: source } as never);
    return z.NEVER;
  }),
);

function schemaOf(source: unknown): z.ZodType {
  if (typeof source !== 'object' || source === null) return comparison;
  if ('And' in source) return z.strictObject({ And: z.array(rule).min(1) });
  if ('Or' in source) return z.strictObject({ Or: z.array(rule).min(1) });
  if ('Not' in source) return z.strictObject({ Not: rule });
  return comparison;
}

/** One entry of Choices. */
export const choice = z
  .looseObject({ Next: z.string(), Comment: z.string().optional() })
  .transform(({ Next, Comment: _, ...source }, check): Rule => {
    const parsed = rule.safeParse(source);
    if (parsed.success) return { ...inInterpreter(parsed.data), Next };
    for (const issue of parsed.error.issues) check.addIssue({ ...issue, input: source } as never);
    return z.NEVER;
  });

/** `$$.Execution.Name` becomes `$$.AWS.Execution.Name`: the interpreter overwrites its own Execution. */
export function contextPath(source: string): string {
  return source.startsWith('$$') ? `$$.AWS${source.slice(2)}` : source;
}

function inInterpreter(source: Rule): Rule {
  if (Array.isArray(source['And'])) return { And: (source['And'] as Rule[]).map(inInterpreter) };
  if (Array.isArray(source['Or'])) return { Or: (source['Or'] as Rule[]).map(inInterpreter) };
  if (source['Not'] !== undefined) return { Not: inInterpreter(source['Not'] as Rule) };
  const variable = contextPath(source['Variable'] as string);
  const [name, operand] = Object.entries(source).find(([key]) => key !== 'Variable')!;
  if (name.startsWith('Is')) {
    const test = { Variable: variable, [name]: true };
    return operand === true ? test : { Not: test };
  }
  const compared = { Variable: variable, [name]: name.endsWith('Path') ? contextPath(operand as string) : operand };
  const kind = /^(String|Numeric|Boolean|Timestamp)/.exec(name)![0];
  // Of another type than the comparison's: no match.
  return { And: [{ Variable: variable, [`Is${kind}`]: true }, compared] };
}

import { z } from 'zod';

/** How an HTTP answer says what went wrong. See docs/sources.md#problem-details */
export const PROBLEM_TYPE = 'application/problem+json';

/** A field that does not fit: where it is, and what would be right. */
export const fieldFault = z.strictObject({
  pointer: z.string().optional().describe('Where in the body, as a JSON Pointer: #/rejected/0.'),
  parameter: z.string().optional().describe('Which part of the path, field of the query, or header.'),
  detail: z.string().describe('What is wrong, and what would be right.'),
});
export type FieldFault = z.infer<typeof fieldFault>;

export const problem = z.strictObject({
  type: z.string().describe('about:blank: the status says what kind of problem it is.'),
  title: z.string().describe('The status in words.'),
  status: z.number().int().min(400).max(599),
  detail: z.string().optional().describe('A sentence for whoever sent the request.'),
  errors: z.array(fieldFault).min(1).optional().describe('The fields that do not fit.'),
});
export type Problem = z.infer<typeof problem>;

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

export function problemOf(status: number, detail?: string, faults: readonly FieldFault[] = []): Problem {
  return {
    type: 'about:blank',
    title: TITLES[status] ?? 'Error',
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(faults.length > 0 ? { errors: [...faults] } : {}),
  };
}

/** The faults that zod found in a body. */
export function faultsInBody({ issues }: z.core.$ZodError): FieldFault[] {
  return issues.flatMap((issue) => placesOf(issue).map((path) => faultAt(path, issue.message)));
}

/** A fault in a body that no schema can find. */
export function faultAt(path: readonly PropertyKey[], detail: string): FieldFault {
  return { pointer: pointerTo(path), detail };
}

/** The faults that zod found in the parts of a path, a query, or headers, by their names. */
export function faultsInParameters({ issues }: z.core.$ZodError): FieldFault[] {
  return issues.flatMap((issue) => placesOf(issue).map((path) => ({ parameter: path.join('.'), detail: issue.message })));
}

/** What does not fit, in one sentence for each field. */
export function faultsText(faults: readonly FieldFault[]): string {
  return faults.map(({ pointer, parameter, detail }) => [parameter ?? pointer?.slice(2), detail].filter(Boolean).join(': ')).join('; ');
}

/** A field that is not known is a fault of its own, and not one of what it is in. */
function placesOf(issue: z.core.$ZodIssue): PropertyKey[][] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

/** @see docs/sources.md#problem-details RFC 6901, in a URI fragment */
function pointerTo(path: readonly PropertyKey[]): string {
  return ['#', ...path.map((part) => encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1')))].join('/');
}

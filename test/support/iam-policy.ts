/** What IAM answers to a request under the statements of one role: the parts of its language that our roles are written in. */

/** A statement of a packaged template. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** One thing a function does at AWS. */
export interface Request {
  readonly action: string;
  /** ARN, its account and region as CloudFormation's parameters name them. */
  readonly resource: string;
  /** Partition key of the record, for DynamoDB. */
  readonly leadingKey?: string;
  /** Service that a role is handed to, for iam:PassRole. */
  readonly passedTo?: string;
}

/** The statement that allows a request, or undefined: what no statement allows is denied. */
export function allowing(statements: readonly Statement[], request: Request): Statement | undefined {
  const matching = statements.filter((statement) => matches(statement, request));
  return matching.some(({ Effect }) => Effect === 'Deny') ? undefined : matching[0];
}

/** ARNs or patterns of a statement, as text. */
export function resourcesOf({ Resource }: Statement): string[] {
  return [Resource].flat().map(textOf);
}

/** A text of a template: plain, `Fn::Sub`, or the ARN of a resource beside it. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const { 'Fn::Sub': text, 'Fn::GetAtt': attribute } = value as { 'Fn::Sub'?: string; 'Fn::GetAtt'?: string[] };
  if (text !== undefined) return text;
  if (attribute !== undefined) return attribute.join('.');
  throw new Error(`This is no text of a template: ${JSON.stringify(value)}`);
}

function matches(statement: Statement, { action, resource, leadingKey, passedTo }: Request): boolean {
  if (![statement.Action].flat().some((pattern) => isLike(pattern, action))) return false;
  if (!resourcesOf(statement).some((pattern) => isLike(pattern, resource))) return false;
  return Object.entries(statement.Condition ?? {}).every(([operator, operands]) => {
    const { 'dynamodb:LeadingKeys': keys, 'iam:PassedToService': services, ...unknown } = operands;
    if (operator === 'ForAllValues:StringLike' && keys && !services && isEmpty(unknown))
      return leadingKey !== undefined && [keys].flat().some((pattern) => isLike(pattern, leadingKey));
    if (operator === 'StringEquals' && services && !keys && isEmpty(unknown))
      return passedTo !== undefined && [services].flat().includes(passedTo);
    throw new Error(`This condition is not known here: ${operator} ${JSON.stringify(operands)}`);
  });
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

/** `*` stands for any characters, `?` for one. */
function isLike(pattern: string, text: string): boolean {
  const parts = pattern
    .split(/([*?])/)
    .map((part) => (part === '*' ? '.*' : part === '?' ? '.' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('')}$`, 's').test(text);
}

/** What a state got or gave, without what continues the execution: who has the token of a task can answer it. */
export function withoutTokens(value: unknown): unknown {
  const text = JSON.stringify(value, (name, member: unknown) => (/token/i.test(name) ? '…' : member));
  return text === undefined ? undefined : JSON.parse(text);
}

import { z } from 'zod';

const lambdaCause = z.object({ errorMessage: z.string() });
const MOST = 2000;

/** The sentence a person should read, from the cause Step Functions hands on: for a Lambda it is JSON. */
export function messageOf(cause: string): string {
  const parsed = lambdaCause.safeParse(jsonOf(cause));
  return (parsed.success ? parsed.data.errorMessage : cause).slice(0, MOST);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

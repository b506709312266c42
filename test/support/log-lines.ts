/** What would be in CloudWatch: what functions write, and what Lambda writes of the errors they throw. */

/** Lines that were written while `work` ran, by this process to its outputs. */
export interface LogLines {
  readonly lines: readonly string[];
  /** Writes the line that Lambda writes of an error that a function throws. */
  thrown(error: unknown): void;
  stop(): void;
}

/** Takes what is written to the outputs of this process from now on. */
export function collectLog(): LogLines {
  const lines: string[] = [];
  const outputs = [process.stdout, process.stderr];
  const write = outputs.map((output) => output.write);
  for (const output of outputs)
    output.write = (chunk: string | Uint8Array) => {
      lines.push(...Buffer.from(chunk).toString('utf8').split('\n').filter(Boolean));
      return true;
    };
  return {
    lines,
    thrown: (error) => lines.push(invokeError(error)),
    stop: () => outputs.forEach((output, i) => (output.write = write[i]!)),
  };
}

/**
 * Lambda's Node runtime logs type, message and stack of what a handler throws, with every member of it that can be
 * enumerated, such as an SDK's answer.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 */
function invokeError(error: unknown): string {
  if (!(error instanceof Error)) return `Invoke Error ${JSON.stringify(error)}`;
  const { name: errorType, message: errorMessage, stack } = error;
  return `Invoke Error ${JSON.stringify({ errorType, errorMessage, ...error, stack: stack?.split('\n') })}`;
}

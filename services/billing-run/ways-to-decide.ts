/**
 * Lines of a mail that lead to where a run is decided on: its page in the console, then the commands.
 *
 * @param console where people open it, without a slash at its end; undefined where nobody has said
 * @param commands those that begin with `stepbill` are commands, others say what they are for
 */
export function waysToDecide(
  console: string | undefined,
  { sellerId, runId }: { readonly sellerId: string; readonly runId: string },
  commands: readonly string[],
): string[] {
  const typed = commands.map((line) => (line.startsWith('stepbill ') ? `  ${line}` : line));
  if (console === undefined) return ['Look at it:', ...typed];
  return ['Look at it and decide:', `  ${console}/sellers/${sellerId}/runs/${runId}`, '', 'Or on the command line:', ...typed];
}

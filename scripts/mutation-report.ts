/** The outcome of mutation tests: the score of each file, and what no test noticed. */

export interface Tried {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly mutatorName: string;
  readonly original: string;
  readonly replacement: string;
  /** A mutant that makes the tests hang is noticed as well. */
  readonly fate: 'killed' | 'timed out' | 'survived' | 'no test';
}

/**
 * As Markdown.
 *
 * @param seconds that tests of one mutant took at most
 */
export function asReport(tried: readonly Tried[], seconds: number): string {
  const files = [...new Set(tried.map(({ file }) => file))].sort();
  const rows = files.map((file) =>
    row(
      file,
      tried.filter((it) => it.file === file),
    ),
  );
  const unnoticed = tried.filter(({ fate }) => !isNoticed(fate)).toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
  return [
    '# Mutation tests of pricing',
    '',
    `\`npm run mutate\` changed one operator, bound or condition at a time and ran the tests that reach it, the fastest first, for ${seconds} seconds at most: the score is the least that the tests notice. Below the table is what none of them noticed; some of it changes nothing that can be seen.`,
    '',
    '| file | mutants | noticed | of these, the tests hung | score |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
    row('all', tried),
    '',
    ...unnoticed.map(
      ({ file, line, original, replacement, fate }) =>
        `- ${file}:${line} ${code(original)} → ${code(replacement)}${fate === 'no test' ? ' (no test comes here)' : ''}`,
    ),
    '',
  ].join('\n');
}

function row(name: string, tried: readonly Tried[]): string {
  const noticed = tried.filter(({ fate }) => isNoticed(fate)).length;
  const hung = tried.filter(({ fate }) => fate === 'timed out').length;
  return `| ${name} | ${tried.length} | ${noticed} | ${hung} | ${((100 * noticed) / tried.length).toFixed(1)} % |`;
}

function isNoticed(fate: Tried['fate']): boolean {
  return fate === 'killed' || fate === 'timed out';
}

function code(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return `\`${line.length > 80 ? `${line.slice(0, 79)}…` : line}\``;
}

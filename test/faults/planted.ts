/** Bugs that are planted on purpose, each in a copy of the tree: the harness must find them all. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Planted {
  readonly name: string;
  readonly file: string;
  /** What is there, and what stands there instead; in another file where it says so. */
  readonly changes: readonly (readonly [string, string, string?])[];
}

const PLANTED: readonly Planted[] = [
  {
    name: 'a missing condition: numbers are taken whatever the counter, the block and the audit log say by then',
    file: 'shared/number.store.ts',
    changes: [
      ["        if: before && item ? item.version : 'absent',\n", ''],
      ["        if: 'absent',\n      },\n    );", '      },\n    );'],
      ['...(await alongside(blocks))', "...(await alongside(blocks)).map((it) => ('put' in it ? { put: it.put } : it))"],
    ],
  },
  {
    name: 'a claim not freed: that of a past attempt or a rejected run stays taken',
    file: 'shared/claim.store.ts',
    changes: [["if (held.attempt < current.attempt || run.state === 'rejected') return 'free';", '']],
  },
  {
    name: 'a number before the seal: the review takes the numbers already',
    file: 'services/billing-run/review-drafts.handler.ts',
    changes: [
      [
        "import { defineStep } from '../../shared/step.ts';",
        "import { takeNumberBlocks } from '../../shared/number.store.ts';\nimport { defineStep } from '../../shared/step.ts';",
      ],
      [
        '  const kept = await keepRunReview(',
        '  if (list.length > 0 && !run.isDryRun)\n    await takeNumberBlocks(await requireSeller(sellerId), runId, { RE: list.length }, enteredAt.slice(0, 10));\n  const kept = await keepRunReview(',
      ],
    ],
  },
  {
    name: 'a snapshot read twice: what is kept was read after what is priced',
    file: 'services/pricing/usage-snapshot.store.ts',
    changes: [
      [
        '  return keepSnapshot(step, await snapshotOf(step, due, meters));',
        `  const priced = await snapshotOf(step, due, meters);
  await keepSnapshot(step, await snapshotOf(step, due, meters));
  return priced;`,
      ],
    ],
  },
  {
    name: 'a lost approval: a decision that came before anyone waited for it is not looked for',
    file: 'services/billing-run/await-release.handler.ts',
    changes: [['if (decided) {', "if (decided?.kind === 'change') {"]],
  },
];

/**
 * Plants each bug and tries seeds until it is found.
 *
 * @returns exit code: 0 if all were
 */
export async function findPlanted(seed: number, runs: number, say: (line: string) => void): Promise<number> {
  let missed = 0;
  for (const planted of PLANTED) {
    const tree = mkdtempSync(join(tmpdir(), 'stepbill-planted-'));
    try {
      plant(tree, planted);
      const args = [
        '--disable-warning=ExperimentalWarning',
        join(tree, 'test/faults/main.ts'),
        '--until-found',
        '--seed',
        String(seed),
        '--runs',
        String(runs),
      ];
      const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      const found = /^seed (\d+): FAILED$/m.exec(stdout)?.[1];
      if (status === 0 || found === undefined) missed++;
      say(found === undefined ? `NOT FOUND in ${runs} seeds: ${planted.name}` : `found by seed ${found}: ${planted.name}`);
      for (const line of stdout
        .split('\n')
        .filter((it) => it.startsWith('  FOUND'))
        .slice(0, 3))
        say(`  ${line.slice(0, 300)}`);
    } finally {
      rmSync(tree, { recursive: true, force: true });
    }
  }
  return missed === 0 ? 0 : 1;
}

function plant(tree: string, { file, changes }: Planted): void {
  for (const part of ['services', 'shared', 'local', 'test', 'package.json', 'serverless.common.yml', 'serverless-compose.yml'])
    cpSync(join(ROOT, part), join(tree, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  for (const [is, instead, other] of changes) {
    const path = join(tree, other ?? file);
    const text = readFileSync(path, 'utf8');
    if (text.split(is).length !== 2) throw new Error(`${path} does not say once: ${is}`);
    writeFileSync(
      path,
      text.replace(is, () => instead),
    );
  }
}

/**
 * Pictures of every kind of page of the console, to look at after a change: `npm run screenshots`. It serves a data folder
 * that is there, of `npm run console` if none is named, and walks its links.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BILLED_AT } from '../local/sample/sample-month.ts';
import { RELEASER } from '../local/sample/sample-catalog.ts';
import { openBrowser } from '../test/support/browser.ts';
import { pageKinds } from '../test/support/page-kinds.ts';
import { serving } from '../test/support/serving.ts';
import { visiting } from '../test/support/visiting.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const LOOKS = [
  { width: 1_600, height: 1_000, colorScheme: 'light' },
  { width: 1_280, height: 900, colorScheme: 'dark' },
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
] as const;
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: join(ROOT, 'data-console') },
    out: { type: 'string', default: join(ROOT, 'out/console') },
    /** What one screen shows, and not the whole page. */
    screen: { type: 'boolean', default: false },
  },
});
if (!existsSync(values.data)) throw new Error(`${values.data} is not there: npm run console makes it, or name a data folder with --data.`);

mkdirSync(values.out, { recursive: true });
const served = serving(values.data, BILLED_AT, '--no-schedule', '--insecure-dev', '--as', RELEASER);
const browser = await openBrowser();
try {
  const url = String((await served.until('serving'))['url']);
  const kinds = [...(await pageKinds(visiting(url), 1))].filter(([kind]) => !/\.\w+( |$)/.test(kind));
  for (const { width, height, colorScheme } of LOOKS) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme });
    const page = await context.newPage();
    for (const [kind, [path = '']] of kinds) {
      await page.goto(`${url}${path}`);
      const name = `${kind.split('/').slice(3).join('-').replace(/\W+/g, '-') || 'first'}-${width}-${colorScheme}.png`;
      await page.screenshot({ path: join(values.out, name), fullPage: !values.screen });
    }
    await context.close();
  }
  process.stdout.write(`${kinds.length} pages in ${LOOKS.length} looks: ${values.out}\n`);
} finally {
  await browser.close();
  await served.stop('SIGTERM');
}

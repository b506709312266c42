/**
 * Deploys every stack to an emulator of AWS and bills a month there: `npm run test:emulator`.
 *
 * The emulator is fetched into .cache/ the first time (needs Python 3.10 or later, and openssl). docs/emulator.md
 * says what it proves and what it can't.
 */
import { join } from 'node:path';

import { ROOT, run, runTests, stopAll } from '../../scripts/stand-ins.ts';
import { startEmulator } from './emulator.ts';

/** What a user's own stages.yml or environment says; the bills of the month are sent from this domain. */
const SETTINGS = {
  STEPBILL_OIDC_ISSUER: 'https://login.example.com/',
  STEPBILL_OIDC_AUDIENCE: 'stepbill',
  STEPBILL_MAIL_DOMAIN: 'example.com',
};

try {
  const env = await startEmulator();
  const serverless = join(ROOT, 'node_modules', '.bin', 'serverless');
  const isDeployed = run(serverless, ['deploy', '--stage', 'dev'], { cwd: ROOT, env: { ...env, ...SETTINGS } }) === 0;
  // What was not deployed can't bill; which stack failed, at which resource and why, is told all the same.
  const tests = isDeployed ? '.emulator.test.ts' : 'deployment.emulator.test.ts';
  process.exitCode = (await runTests(tests, ['--runInBand', ...process.argv.slice(2)], env)) || (isDeployed ? 0 : 1);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  stopAll();
}

/** A function as it was packaged, called once as Lambda would: its zip unpacked, in a process of its own. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unzip } from './unzip.ts';

const RUNTIME = fileURLToPath(new URL('./lambda-runtime.cjs', import.meta.url));
/** Of a stage whose AWS answers nothing. */
const ENVIRONMENT = {
  ...{ AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'stub', AWS_SECRET_ACCESS_KEY: 'stub', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
  ...{ STAGE: 'dev', ACCOUNT_ID: '000000000000', TABLE_NAME: 'stepbill-dev', POWERTOOLS_LOG_LEVEL: 'SILENT' },
  ...{ FILES_BUCKET: 'stepbill-dev-files-000000000000', ARCHIVE_BUCKET: 'stepbill-dev-archive-000000000000' },
};

/** What came of a call. */
export interface Outcome {
  readonly result?: {
    readonly statusCode?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly cookies?: readonly string[];
    readonly body?: string;
  } | null;
  readonly error?: { readonly name: string; readonly message: string };
}

/** @param environment what differs from that of a stage whose AWS answers nothing */
export async function callPackaged(
  zip: string,
  handler: string,
  event: object,
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-function-'));
  try {
    unzip(zip, folder);
    const options = { cwd: folder, env: { ...ENVIRONMENT, ...environment } };
    const { stdout } = await promisify(execFile)(process.execPath, [RUNTIME, handler, JSON.stringify(event)], options);
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Outcome;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

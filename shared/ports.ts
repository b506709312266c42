import type { Executions } from './executions.ts';
import type { Files } from './files.ts';
import type { Mail } from './mail.ts';
import type { Secrets } from './secrets.ts';
import type { Steps } from './steps.ts';
import type { Table } from './table.ts';

/** What a handler reaches of the world outside. */
export interface Ports {
  readonly table: Table;
  /** Working files of a run; may be cleared away after it. */
  readonly files: Files;
  /** Issued documents; nothing is removed. */
  readonly archive: Files;
  readonly mail: Mail;
  /** Mails as they went out, on one machine; those of a stage have left. */
  readonly outbox?: Files;
  readonly executions: Executions;
  readonly steps: Steps;
  readonly secrets: Secrets;
}

let connected: Ports | undefined;

/** Gives this process its adapters: the embedded default at start, a test before it begins. */
export function connect(ports: Ports | undefined): void {
  connected = ports;
}

/** Connects to AWS if nothing else was connected. Loaded on demand, so the embedded default never loads an SDK. */
export async function ensureConnected(): Promise<void> {
  if (connected) return;
  const { awsPorts } = await import('./aws/aws-ports.ts');
  connected ??= awsPorts();
}

function port<Name extends keyof Ports>(name: Name): Ports[Name] {
  if (!connected) throw new Error('No adapters are connected yet: call connect() or ensureConnected() first.');
  return connected[name];
}

export const table = (): Table => port('table');
export const files = (): Files => port('files');
export const archive = (): Files => port('archive');
export const mail = (): Mail => port('mail');
export const outbox = (): Files | undefined => port('outbox');
export const executions = (): Executions => port('executions');
export const steps = (): Steps => port('steps');
export const secrets = (): Secrets => port('secrets');

/** What the pool and its workers say to each other. */

import type { MessagePort } from 'node:worker_threads';
import type { ClockSetting } from '../shared/clock.ts';

/** Given to a worker when it starts. */
export interface WorkerSetup {
  /** URL of a module that exports `embeddedPorts(folder)`. */
  readonly portsModule: string;
  readonly folder: string;
  /** URL of the folder with the services, ending in `/`. */
  readonly services: string;
  /** How its clock goes; as that of the machine if nothing is said. */
  readonly clock?: ClockSetting;
  /** To the thread that commits the worker's writes; absent if it commits its own. */
  readonly commits?: MessagePort;
}

/** Given to the thread that commits. */
export interface CommitSetup {
  /** The database of the data folder. */
  readonly file: string;
  /** How its clock goes; as that of the machine if nothing is said. */
  readonly clock?: ClockSetting;
}

export type ToCommitThread = { readonly line: MessagePort } | { readonly close: true };

export type ToWorker =
  | {
      readonly step: number;
      readonly name: string;
      readonly payload: string;
      readonly timeoutMilliseconds: number;
      /** How the worker's clock goes from here on; absent where nobody has set it since. */
      readonly clock?: ClockSetting | undefined;
    }
  /** Handlers to load before they are called, such as `pricing/calculate-price`. */
  | { readonly load: readonly string[] }
  | { readonly ping: number }
  | { readonly close: true };

export type FromWorker =
  | { readonly ready: true }
  | { readonly step: number; readonly result: string }
  | { readonly step: number; readonly error: StepError }
  | { readonly pong: number };

/** An error without its class, which does not cross threads. */
export interface StepError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

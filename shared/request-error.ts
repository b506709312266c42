import type { FieldFault } from './problem.ts';

/** A request that can't be taken as it is; nothing of it was done. The sentence is for whoever sent it. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  /** Fields that do not fit. */
  readonly faults: readonly FieldFault[];

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}, faults: readonly FieldFault[] = []) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.faults = faults;
  }
}

import { SingleBar } from 'cli-progress';
import type { Progress } from '../runner/recorded-execution.ts';

/** What a person should read while a phase of a run goes on. */
const PHASES: Readonly<Record<string, string>> = {
  OpenRun: 'Open run',
  LoadCustomers: 'Load customers',
  PrepareDrafts: 'Prepare drafts',
  ReviewDrafts: 'Review drafts',
  GeneratePreviews: 'Generate previews',
  SealRun: 'Seal run',
  AllocateNumbers: 'Allocate numbers',
  GenerateInvoices: 'Generate invoices',
  VerifyRun: 'Verify run',
  CloseRun: 'Close run',
  SettleInvoices: 'Send and collect',
};

const WIDTH = 20;

/**
 * Shows a count on its way: a bar on a terminal, and a plain line at the end anywhere else, so that a log holds one
 * line a phase.
 */
export class Meter {
  readonly #label: string;
  readonly #out: NodeJS.WriteStream;
  #bar: SingleBar | undefined;
  #done = 0;

  /** @param unit of the count, where the label does not say it */
  constructor(label: string, total: number, out: NodeJS.WriteStream = process.stderr, unit = '') {
    this.#label = label.padEnd(WIDTH);
    this.#out = out;
    if (!out.isTTY || total === 0) return;
    this.#bar = new SingleBar({
      format: `  {label} {bar} {value} of {total}${unit === '' ? '' : ` ${unit}`}`,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 30,
      hideCursor: true,
      stream: out,
      clearOnComplete: true,
    });
    this.#bar.start(total, 0, { label: this.#label });
  }

  to(done: number): void {
    this.#done = done;
    this.#bar?.update(done);
  }

  add(some: number): void {
    this.to(this.#done + some);
  }

  /** Ends the bar and leaves one line. */
  end(result: string): void {
    this.#bar?.stop();
    this.#bar = undefined;
    this.#out.write(`  ${this.#label} ${result}\n`);
  }
}

/** Listens to a run and shows its phases, one after the other. */
export function showPhases(out: NodeJS.WriteStream = process.stderr): (progress: Progress) => void {
  let meter: Meter | undefined;
  let counting = '';
  let count = '';
  return (progress) => {
    if (progress.type === 'map') {
      const { total, succeeded, failed } = progress.counts;
      meter ??= new Meter(PHASES[progress.counts.state] ?? progress.counts.state, total, out);
      counting = nameOf(progress);
      meter.to(succeeded + failed);
      // Where one looks from afar, the last count may be that of a moment before the end.
      count = succeeded + failed < total ? '' : `${succeeded + failed}${failed > 0 ? `, ${failed} failed` : ''}`;
    } else if (progress.type === 'exited') {
      const phase = PHASES[progress.state];
      if (phase === undefined) return;
      (meter ?? new Meter(phase, 0, out)).end(count === '' ? 'done' : count);
      meter = undefined;
      count = '';
    } else if (progress.type === 'stopped' && nameOf(progress) === counting) {
      // The last state of a machine is not exited; a bar that is not ended keeps the process. A run may end while the
      // settlement it has started counts.
      meter?.end(count === '' ? 'stopped' : count);
      meter = undefined;
      count = '';
    }
  };
}

/** A settlement has the name of its run. */
function nameOf({ machine, name }: Progress): string {
  return `${machine} ${name}`;
}

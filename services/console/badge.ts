import type { BillingRun } from '../../shared/billing-run.ts';
import type { Standing } from '../../shared/standing.ts';
import { drawn, html, type Markup } from './markup.ts';

/** How something stands: never by its colour alone. */
export type Tone = 'done' | 'running' | 'waiting' | 'failed' | 'neutral';

const GLYPHS: Readonly<Record<Tone, string>> = {
  done: '<path d="M3 7.5 6 10.5 11.5 4"/>',
  running: '<path d="M7 1.5a5.5 5.5 0 1 1-5.5 5.5"/>',
  waiting: '<circle cx="7" cy="4.2" r="2.4"/><path d="M2.2 12.5a4.8 4.6 0 0 1 9.6 0z"/>',
  failed: '<path d="M3.5 3.5l7 7M10.5 3.5l-7 7"/>',
  neutral: '<path d="M3 7h8"/>',
};

export function badge(tone: Tone, words: string): Markup {
  const glyph = drawn(`<svg viewBox="0 0 14 14" aria-hidden="true">${GLYPHS[tone]}</svg>`);
  return html`<span class="badge ${tone}">${glyph}${words}</span>`;
}

/** How a run stands, in words of people. */
export interface RunStanding {
  readonly tone: Tone;
  readonly words: string;
}

/**
 * @param waitsFor what it waits for, as its record of waiting says
 * @param hasFailed whether its execution ended before it came to an end
 */
export function runStanding(
  run: Pick<BillingRun, 'state' | 'isDryRun' | 'review'>,
  waitsFor: 'release' | 'repair' | undefined,
  hasFailed: boolean,
): RunStanding {
  if (hasFailed) return { tone: 'failed', words: 'Failed' };
  switch (run.state) {
    case 'open':
      return { tone: 'running', words: 'Being prepared' };
    case 'reviewed':
      if (run.isDryRun) return { tone: 'neutral', words: 'Dry run' };
      if (waitsFor === 'release') return { tone: 'waiting', words: 'Waiting for release' };
      return { tone: 'running', words: run.review ? 'Reviewed' : 'Being reviewed' };
    case 'released':
      return { tone: 'running', words: 'Released' };
    case 'sealed':
      return waitsFor === 'repair' ? { tone: 'waiting', words: 'Waiting for repair' } : { tone: 'running', words: 'Making invoices' };
    case 'rejected':
      return { tone: 'neutral', words: 'Rejected' };
    case 'closed':
      return { tone: 'done', words: 'Billed' };
  }
}

export function invoiceBadge(state: Standing): Markup {
  switch (state) {
    case 'created':
      return badge('running', 'Being made');
    case 'issued':
      return badge('neutral', 'Issued');
    case 'sent':
      return badge('neutral', 'Sent');
    case 'open':
      return badge('neutral', 'Open');
    case 'partially-paid':
      return badge('neutral', 'Partially paid');
    case 'overdue':
      return badge('waiting', 'Overdue');
    case 'overpaid':
      return badge('waiting', 'Overpaid');
    case 'uncollectible':
      return badge('neutral', 'Uncollectible');
    case 'refunded':
      return badge('neutral', 'Refunded');
    case 'paid':
      return badge('done', 'Paid');
    case 'credited':
      return badge('neutral', 'Credited');
    case 'void':
      return badge('neutral', 'Void');
  }
}

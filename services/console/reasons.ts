import { isMendable, type QuarantineEntry, type ReasonCode } from '../../shared/quarantine.ts';

/** Why an event is in quarantine, in words. */
export const REASONS: Readonly<Record<ReasonCode, string>> = {
  'not-json': 'Not JSON',
  'bad-field': 'Broken field',
  'unknown-customer': 'Unknown customer',
  'unknown-type': 'Unknown type',
  'bad-value': 'Broken value',
  'impossible-time': 'Impossible time',
  'outside-window': 'Too old or too new',
  conflict: 'Same id, other content',
  erased: 'Erased',
};

/** What a person will mostly do about it; each is asked about on a page of its own. */
export function likelyAct({ code, isCut }: Pick<QuarantineEntry, 'code' | 'isCut'>): 'Compare' | 'Replay' | 'Dismiss' {
  if (code === 'conflict') return 'Compare';
  return isMendable(code) && !isCut ? 'Replay' : 'Dismiss';
}

/** A reason as a sentence: what zod lists with signs is told by its field. */
export function sentenceOf(message: string): string {
  return message.replace(/✖ (.*?)\s*→ at (\S+)/g, '“$2”: $1.').replace(/✖ /g, '');
}

/** What an event that could not be counted says of itself, as far as it can be read. */
export function saidBy(text: string): { readonly customer: string; readonly type: string } {
  try {
    const { customer, type } = JSON.parse(text) as { customer?: unknown; type?: unknown };
    return { customer: shown(customer), type: shown(type) };
  } catch {
    return { customer: '', type: '' };
  }
}

const MOST_SHOWN = 64;

function shown(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  return String(value).slice(0, MOST_SHOWN);
}

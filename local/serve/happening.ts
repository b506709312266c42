/** Something that happened while the folder is served: a line for people, and its facts for machines. */
export interface Happening {
  readonly event:
    'serving' | 'began' | 'goes-on' | 'waits' | 'closed' | 'rejected' | 'previewed' | 'sent' | 'failed' | 'alarm' | 'trouble' | 'stopped';
  readonly text: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export type Tell = (happening: Happening) => void;

/** One line: local time and sentence, or JSON with the instant. */
export function lineOf({ event, text, facts }: Happening, at: Date, isJson: boolean): string {
  if (isJson) return JSON.stringify({ at: at.toISOString(), event, ...facts });
  return `${at.toLocaleString('sv-SE')}  ${text}`;
}

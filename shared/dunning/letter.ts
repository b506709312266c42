/** What a letter that goes after an invoice is called; a dunning notice has its level, which counts those before it. */
export const LETTERS = ['reminder', 'dunning-notice', 'final-notice'] as const;
export type Letter = (typeof LETTERS)[number];

/** Whether a letter is a document of its own beside the mail: a friendly reminder is none. */
export function isDocument(letter: Letter): boolean {
  return letter !== 'reminder';
}

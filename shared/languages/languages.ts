import { GERMAN } from './de.ts';
import { ENGLISH } from './en.ts';
import { FRENCH } from './fr.ts';
import type { LanguageTexts } from './language-texts.ts';

/** Languages of documents and mails, by ISO 639-1 code. */
export const LANGUAGES = { de: GERMAN, en: ENGLISH, fr: FRENCH } as const satisfies Readonly<Record<string, LanguageTexts>>;

export type Language = keyof typeof LANGUAGES;
export const LANGUAGE_CODES = Object.keys(LANGUAGES) as Language[];

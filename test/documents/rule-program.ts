/** The official validators, in two programs of Java: one for PDF documents, one for XML invoices. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { sha256 } from '../../shared/content-hash.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { ROOT } from '../../scripts/stand-ins.ts';

const HERE = join(ROOT, 'test', 'documents');

export const RULE_PROGRAMS = ['pdf-rules', 'xml-rules'] as const;
export type RuleProgram = (typeof RULE_PROGRAMS)[number];

/** Rules of `pdf-rules`. */
export const ARCHIVED = '3b';
export const ACCESSIBLE = 'ua1';
export const FACTUR_X = 'factur-x';

/** Mustang reckons with a rate, which what is not subject to VAT must not have (BR-O-05), and fails: there it is not to reckon. */
export function facturXRulesFor({ tax }: Pick<Invoice, 'tax'>): string {
  return tax.some(({ category }) => category === 'O') ? 'factur-x unreckoned' : FACTUR_X;
}

/** Rules of `xml-rules`, by their coordinates in phive; those of UBL differ for a credit note. */
export const INVOICE_RULES = {
  cii: 'eu.cen.en16931:cii:1.3.16',
  ubl: 'eu.cen.en16931:ubl:1.3.16',
  xrechnung: 'de.xrechnung:ubl-invoice:3.0.2',
  peppol: 'eu.peppol.bis3:invoice:2026.5',
} as const;
const CREDIT_NOTE_RULES = {
  cii: INVOICE_RULES.cii,
  ubl: 'eu.cen.en16931:ubl-creditnote:1.3.16',
  xrechnung: 'de.xrechnung:ubl-creditnote:3.0.2',
  peppol: 'eu.peppol.bis3:creditnote:2026.5',
} as const;

/** Those of a document's kind. */
export function xmlRulesFor({ kind }: Pick<Invoice, 'kind'>): Readonly<Record<keyof typeof INVOICE_RULES, string>> {
  return kind === 'credit-note' ? CREDIT_NOTE_RULES : INVOICE_RULES;
}

/** What breaks a rule: the rule's id, where in the document, and what the validator says of it. */
export interface BrokenRule {
  readonly rule: string;
  readonly place: string;
  readonly message: string;
}

export interface Validator {
  /**
   * Errors of a document by a set of rules; warnings are none.
   *
   * @throws {Error} with what the program said, if it ended
   */
  brokenRules(rules: string, document: Uint8Array | string): Promise<BrokenRule[]>;
  stop(): void;
}

/** What is fetched from Maven Central for a program. */
export const pomOf = (program: RuleProgram): string => join(HERE, `${program}.pom.xml`);

/** Where that is kept, in a folder named by its pinned versions. */
export function jarsOf(program: RuleProgram): string {
  return join(ROOT, '.cache', 'test-documents', `${program}-${sha256(readFileSync(pomOf(program))).slice(0, 16)}`);
}

/** Starts a program once for many documents: compiling the rules takes longer than a hundred documents do. */
export function startValidator(program: RuleProgram): Validator {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-documents-'));
  const java = spawn('java', ['-XX:+UseSerialGC', '-cp', join(jarsOf(program), '*'), join(HERE, `${program}.java`)]);
  const lines = createInterface(java.stdout)[Symbol.asyncIterator]();
  let complaints = '';
  java.stderr.on('data', (text) => (complaints += String(text)));
  const ended = once(java, 'close');
  let asked = 0;

  return {
    async brokenRules(rules, document) {
      const file = join(folder, `${++asked}.${program.slice(0, 3)}`);
      writeFileSync(file, document);
      java.stdin.write(`${rules}\t${file}\n`);
      const broken: BrokenRule[] = [];
      for (;;) {
        const { value: line, done } = await lines.next();
        if (done) {
          await ended;
          throw new Error(`${program} ended:\n${complaints}`);
        }
        if (line === '') return broken;
        const [rule = '', place = '', message = ''] = line.split('\t');
        broken.push({ rule, place, message });
      }
    },
    stop() {
      java.stdin.end();
      rmSync(folder, { recursive: true });
    },
  };
}

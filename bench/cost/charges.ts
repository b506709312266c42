/** Which price each measure bears, for how long, and whether the figure is a formula. */
import type { PriceName } from './prices-us-east-1.ts';
import type { Measure } from './tally.ts';

export interface Charge {
  readonly name: string;
  readonly measure: Measure;
  readonly price: PriceName;
  /** Months for which what is stored is paid. */
  readonly months?: string;
  /** Rests on an assumption or on this machine's time, and not on a count alone. */
  readonly isFormula?: true;
}

/** What a month's work costs, and the posting of its usage. */
export const WORK: readonly Charge[] = [
  { name: 'Step Functions, Standard transitions', measure: 'standardTransitions', price: 'standardTransition' },
  { name: 'Step Functions, Express requests', measure: 'expressRequests', price: 'expressRequest' },
  { name: 'Step Functions, Express duration', measure: 'expressGbSeconds', price: 'expressGbSecond', isFormula: true },
  { name: 'HTTP API, requests', measure: 'httpRequests', price: 'httpRequest' },
  { name: 'HTTP API, answers', measure: 'answerBytes', price: 'outByte' },
  { name: 'Lambda, requests', measure: 'lambdaRequests', price: 'lambdaRequest' },
  { name: 'Lambda, duration', measure: 'lambdaGbSeconds', price: 'lambdaGbSecond', isFormula: true },
  { name: 'Lambda, cold starts', measure: 'coldGbSeconds', price: 'lambdaGbSecond', isFormula: true },
  { name: 'DynamoDB, write units', measure: 'writeUnits', price: 'writeUnit' },
  { name: 'DynamoDB, read units', measure: 'readUnits', price: 'readUnit' },
  { name: 'S3, PUT and LIST', measure: 'putRequests', price: 'putRequest' },
  { name: 'S3, GET and HEAD', measure: 'getRequests', price: 'getRequest' },
  // What is removed stays as an older version for 35 days: storage/serverless.yml.
  { name: 'S3, removed files for 35 days', measure: 'removedBytes', price: 'fileByteMonth', months: '1.15' },
  // Lambda itself writes nothing of a call that went well: serverless.common.yml.
  { name: 'Logs', measure: 'logBytes', price: 'logByte' },
  // A year in prod: serverless.common.yml. CloudWatch charges for what is left after compression, which is less.
  { name: 'Logs, a year', measure: 'logBytes', price: 'logByteMonth', months: '12' },
];

/** The documents, as long as the law asks for them. */
export function archiveCharges(years: number): readonly Charge[] {
  return [{ name: `Archive, ${years} years`, measure: 'archiveBytes', price: 'fileByteMonth', months: months(years) }];
}

/** What else stays until somebody takes it away: records with their recovery, and working files. */
export function leftBehind(years: number): readonly Charge[] {
  const paid = { months: months(years) };
  return [
    { name: 'DynamoDB, storage', measure: 'tableBytes', price: 'tableByteMonth', ...paid },
    { name: 'DynamoDB, point-in-time recovery', measure: 'tableBytes', price: 'recoveryByteMonth', ...paid },
    { name: 'S3, working files', measure: 'workingBytes', price: 'fileByteMonth', ...paid },
  ];
}

export const MAIL: readonly Charge[] = [{ name: 'SES', measure: 'mails', price: 'mail' }];

function months(years: number): string {
  return String(years * 12);
}

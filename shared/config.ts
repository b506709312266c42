import type { SecretName } from './secrets.ts';

/** The only place that reads the environment. Each value is read when it is asked for, so a missing one names itself. */

/** Name of the DynamoDB table. */
export const tableName = (): string => required('TABLE_NAME');
/** Bucket of the working files of runs. */
export const filesBucket = (): string => required('FILES_BUCKET');
/** Bucket of issued documents, with Object Lock. */
export const archiveBucket = (): string => required('ARCHIVE_BUCKET');
/** Deployment stage, part of the names of the state machines. */
export const stage = (): string => required('STAGE');
/** Configuration set of SES that mails are sent by; none outside of a stage's functions. */
export const mailConfiguration = (): string | undefined => process.env['MAIL_CONFIGURATION'] || undefined;
/** AWS region; Lambda sets it. */
export const region = (): string => required('AWS_REGION');
/** AWS account, twelve digits. */
export const accountId = (): string => required('ACCOUNT_ID');

/** Who signs people in to the console of a stage, as the issuer says its own name; undefined where they sign in at a door of ours. */
export const oidcIssuer = (): string | undefined => process.env['OIDC_ISSUER'];
/** The client at the issuer that tokens of this stage are made for. */
export const oidcAudience = (): string => required('OIDC_AUDIENCE');

/** @throws {Error} naming the variable that is missing */
function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set.`);
  return value;
}

/** Customers a run works on at once at most, whatever the seller wants; unlimited where the stage sets nothing. */
export const stageCustomersAtOnce = (): number => Number(process.env['CUSTOMERS_AT_ONCE'] ?? Number.MAX_SAFE_INTEGER);

/** Customers that a function which starts cold is worth; 1 where none does. */
export const customersAFunction = (): number => wholeNumber('CUSTOMERS_A_FUNCTION', 1);

/** Usage that is posted may be this many days old; older usage waits in quarantine for a person. */
export const usageDaysBack = (): number => wholeNumber('USAGE_DAYS_BACK', 35);
/** Usage that is posted may be this many minutes ahead, for clocks that differ. */
export const usageMinutesAhead = (): number => wholeNumber('USAGE_MINUTES_AHEAD', 5);

/** @throws {Error} if the variable is set and no whole number */
function wholeNumber(name: string, fallback: number): number {
  const value = process.env[name];
  if (value === undefined || value === '') return fallback;
  if (!/^\d{1,6}$/.test(value)) throw new Error(`The environment variable ${name} must be a whole number, not "${value}".`);
  return Number(value);
}

/** Where people open the console, without a slash at its end; undefined where nobody has said. */
export const consoleUrl = (): string | undefined => process.env[CONSOLE_URL]?.replace(/\/+$/, '') || undefined;
const CONSOLE_URL = 'STEPBILL_CONSOLE_URL';

/** Says where this process serves the console, unless the environment has said where people open it. */
export function announceConsole(url: string): void {
  process.env[CONSOLE_URL] ??= url;
}

/** Where customers open the links in their mails, without a slash at its end; undefined where nobody has said. */
export const customerUrl = (): string | undefined => process.env['STEPBILL_CUSTOMER_URL']?.replace(/\/+$/, '') || undefined;

/** By which the command line asks the HTTP API for a person; none where nobody has to say who they are. */
export const apiToken = (): string | undefined => process.env['STEPBILL_TOKEN'] || undefined;

/** A secret on one machine: stripe-secret-key is STRIPE_SECRET_KEY. */
export const secretInEnvironment = (name: SecretName): string | undefined =>
  process.env[name.toUpperCase().replaceAll('-', '_')] || undefined;

/** Where Stripe's API is, for tests; undefined where it is Stripe's own. */
export const stripeApiUrl = (): string | undefined => process.env['STRIPE_API_URL'] || undefined;

/**
 * By which server mails leave on one machine; none where they stay in the outbox.
 *
 * @throws {Error} if it is no address of one; it holds a password, so it is not told
 */
export function smtpUrl(): string | undefined {
  const url = process.env['STEPBILL_SMTP_URL'];
  if (url === undefined || url === '') return undefined;
  if (!/^smtps?:\/\/[^/]/.test(url) || !URL.canParse(url))
    throw new Error('The environment variable STEPBILL_SMTP_URL must be like smtps://user:password@mail.example.com.');
  return url;
}

/** Keeps the log of steps quiet on one machine, unless the environment names a level. */
export function quietLog(): void {
  process.env['POWERTOOLS_LOG_LEVEL'] ??= 'SILENT';
}

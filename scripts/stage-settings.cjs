/**
 * The settings of the stage that is packaged, from stages.yml and the environment, checked. The Serverless Framework
 * asks for them as `${file(../../scripts/stage-settings.cjs)}`; a wrong one ends packaging with its name.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { parse } = require('yaml');
const { z } = require('zod');

const FILE = join(__dirname, '..', 'stages.yml');
/** Values that are the user's own may come from the environment. */
const FROM_ENVIRONMENT = {
  oidcIssuer: 'STEPBILL_OIDC_ISSUER',
  oidcAudience: 'STEPBILL_OIDC_AUDIENCE',
  mailDomain: 'STEPBILL_MAIL_DOMAIN',
  alarmMail: 'STEPBILL_ALARM_MAIL',
  consoleUrl: 'STEPBILL_CONSOLE_URL',
  customerUrl: 'STEPBILL_CUSTOMER_URL',
};
/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_RETENTION = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];
/** In the names of functions (64 characters), roles (64) and buckets (63); the longest function takes 51 of them. */
const STAGE_NAME = /^[a-z][a-z0-9-]{0,12}$/;
/** Object Lock of S3 takes no longer time. */
const MOST_YEARS = 100;

/** Leaves a property out of a template. */
const ABSENT = { Ref: 'AWS::NoValue' };

const lockSpan = { days: z.int().min(1).max(36_500).optional(), years: z.int().min(1).max(MOST_YEARS).optional() };
const archiveLock = z
  .discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('GOVERNANCE'), ...lockSpan }),
    z.strictObject({
      mode: z.literal('COMPLIANCE'),
      ...lockSpan,
      canNeverBeUndone: z.literal(true, { error: 'must be true: nobody can lift or shorten this lock, not even AWS' }),
    }),
  ])
  .refine(({ days, years }) => (days === undefined) !== (years === undefined), { error: 'needs either days or years' })
  .transform(({ mode, days, years }) => ({ Mode: mode, ...(days === undefined ? { Years: years } : { Days: days }) }));

const settings = z.strictObject({
  customersAtOnce: z.int().min(1).max(10_000),
  usageWindow: z.strictObject({ daysBack: z.int().min(1).max(3_650), minutesAhead: z.int().min(0).max(1_440) }),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  logRetentionDays: z.int().refine((days) => LOG_RETENTION.includes(days), { error: `must be one of ${LOG_RETENTION.join(', ')}` }),
  schedule: z.enum(['on', 'off']),
  alarmMail: z
    .email({ error: 'must be a mail address' })
    .optional()
    .transform((mail) => mail ?? ''),
  oidcIssuer: z.string({ error: missing('oidcIssuer', 'the https address your identity provider issues tokens under') }).refine(isHttps, {
    error: 'must be an https address without a query, such as https://login.example.com/',
  }),
  oidcAudience: z.string({ error: missing('oidcAudience', 'the client id that your identity provider gave to Stepbill') }).min(1),
  mailDomain: z
    .string({ error: missing('mailDomain', 'the domain whose addresses mail is sent from') })
    .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, { error: 'must be a domain, such as example.com' }),
  consoleUrl: z
    .string()
    .refine(isHttps, { error: 'must be an https address without a query, such as https://billing.example.com' })
    .optional()
    .transform((url) => url ?? ''),
  customerUrl: z
    .string()
    .refine(isHttps, { error: 'must be an https address without a query, such as https://pay.example.com' })
    .optional()
    .transform((url) => url ?? ''),
  // What a deployment that failed has just made is in the way of the next one.
  onRemoval: z.enum(['Delete', 'Retain']).transform((policy) => (policy === 'Retain' ? 'RetainExceptOnCreate' : policy)),
  isProtected: z.boolean(),
  archiveLock,
  restoredTable: z.string().optional(),
  warmThroughput: z
    .strictObject({ readsPerSecond: z.int().min(12_000), writesPerSecond: z.int().min(4_000) })
    .optional()
    .transform((warm) => (warm ? { ReadUnitsPerSecond: warm.readsPerSecond, WriteUnitsPerSecond: warm.writesPerSecond } : ABSENT)),
});

/**
 * @param {string} stage
 * @param {string} text content of stages.yml
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @throws {Error} naming each parameter that is missing or wrong
 */
function settingsOf(stage, text, environment) {
  if (!STAGE_NAME.test(stage))
    throw named(`"${stage}" is no name of a stage: a small letter, then small letters, digits and -, 13 at most.`);
  const stages = parse(text);
  if (!Object.hasOwn(stages, stage)) throw named(`stages.yml has no stage "${stage}"; it has ${Object.keys(stages).join(', ')}.`);
  const longer = Object.keys(stages).find((other) => other.startsWith(`${stage}-`));
  if (longer !== undefined)
    throw named(
      `Stage "${stage}" of stages.yml can't be packaged: the names of stage "${longer}" begin with its own. Name one of them otherwise.`,
    );
  const given = Object.entries(FROM_ENVIRONMENT).flatMap(([name, variable]) =>
    environment[variable] ? [[name, environment[variable]]] : [],
  );
  const checked = settings.safeParse({ ...stages[stage], ...Object.fromEntries(given) });
  if (checked.success) return { ...checked.data, table: tableOf(stage, checked.data.restoredTable) };
  throw named(
    `Stage "${stage}" of stages.yml can't be packaged:\n${checked.error.issues.map(({ path, message }) => `  ${path.join('.') || 'stage'}: ${message}`).join('\n')}`,
  );
}

/** Only a table of the stage itself may take the place of its own. */
function tableOf(stage, restored) {
  const own = `stepbill-${stage}`;
  if (restored === undefined || restored.startsWith(`${own}-`)) return restored ?? own;
  throw named(`Stage "${stage}" of stages.yml can't be packaged:\n  restoredTable: must begin with ${own}-, is ${restored}`);
}

function isHttps(text) {
  if (!URL.canParse(text)) return false;
  const { protocol, search, hash, username } = new URL(text);
  return protocol === 'https:' && search === '' && hash === '' && username === '';
}

function missing(name, what) {
  return ({ input }) => (input === undefined ? `is missing: ${what}. Write it there, or set ${FROM_ENVIRONMENT[name]}` : 'must be text');
}

/** The framework prints an error's stack, of which a reader needs the sentence alone. */
function named(message) {
  return Object.assign(new Error(message), { stack: message });
}

module.exports = async ({ resolveVariable }) => settingsOf(await resolveVariable('sls:stage'), readFileSync(FILE, 'utf8'), process.env);
module.exports.settingsOf = settingsOf;

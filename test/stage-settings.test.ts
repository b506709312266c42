/** A stage, a parameter or an issuer that is missing or wrong stops packaging by its name. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

interface Settings {
  readonly [name: string]: unknown;
}

const { settingsOf } = createRequire(import.meta.url)('../scripts/stage-settings.cjs') as {
  settingsOf(stage: string, text: string, environment: Record<string, string>): Settings;
};
const STAGES = readFileSync(fileURLToPath(new URL('../stages.yml', import.meta.url)), 'utf8');
const OWN = {
  STEPBILL_OIDC_ISSUER: 'https://login.kranich.example/tenant',
  STEPBILL_OIDC_AUDIENCE: 'stepbill',
  STEPBILL_MAIL_DOMAIN: 'kranich.example',
};

/** One stage whose settings are those of dev, but for these lines. */
function changed(lines: string): string {
  const names = new Set(lines.match(/^\w+(?=:)/gm));
  const dev = /^dev:\n((?: {2}.+\n)+)/m
    .exec(STAGES)![1]!
    .split('\n')
    .filter((line) => !names.has(/^ {2}(\w+):/.exec(line)?.[1] ?? ''));
  return `dev:\n${dev.join('\n')}\n${lines.replace(/^/gm, '  ')}\n`;
}

it.each(['dev', 'staging', 'prod'])('%s is whole, once what is the user’s own is said', (stage) => {
  expect(settingsOf(stage, STAGES, OWN)).toMatchObject({ oidcIssuer: OWN.STEPBILL_OIDC_ISSUER, mailDomain: 'kranich.example' });
});

it('keeps documents ten years in production, and nobody deletes its table', () => {
  expect(settingsOf('prod', STAGES, OWN)).toMatchObject({
    archiveLock: { Mode: 'GOVERNANCE', Years: 10 },
    onRemoval: 'RetainExceptOnCreate',
    isProtected: true,
    schedule: 'on',
  });
});

describe('packaging stops', () => {
  it.each([
    { why: 'a stage that is not there', stage: 'qa', says: 'stages.yml has no stage "qa"; it has dev, staging, prod.' },
    { why: 'a stage whose name AWS would refuse', stage: 'Prod_1', says: '"Prod_1" is no name of a stage' },
    { why: 'a name that leaves no room for those of functions', stage: 'production-eu1', says: '13 at most' },
    { why: 'the name of every object', stage: 'constructor', says: 'no stage "constructor"' },
  ])('at $why', ({ stage, says }) => {
    expect(() => settingsOf(stage, STAGES, OWN)).toThrow(says);
  });

  it('at what is missing of the user’s own, all at once', () => {
    expect(() => settingsOf('dev', STAGES, {})).toThrow(
      /Stage "dev".*\n {2}oidcIssuer: is missing.*STEPBILL_OIDC_ISSUER\n {2}oidcAudience: is missing.*\n {2}mailDomain: is missing/,
    );
  });

  it.each([
    { issuer: 'http://login.kranich.example/' },
    { issuer: 'login.kranich.example' },
    { issuer: 'https://login.kranich.example/?tenant=1' },
    { issuer: 'https://user@login.kranich.example/' },
  ])('at the issuer $issuer', ({ issuer }) => {
    expect(() => settingsOf('dev', STAGES, { ...OWN, STEPBILL_OIDC_ISSUER: issuer })).toThrow('oidcIssuer: must be an https address');
  });

  it.each([
    { lines: 'customersAtOnce: 0', says: 'customersAtOnce: ' },
    { lines: 'customersAtOnce: many', says: 'customersAtOnce: ' },
    { lines: 'logLevel: TRACE', says: 'logLevel: ' },
    { lines: 'logRetentionDays: 20', says: 'logRetentionDays: must be one of 1, 3, 5' },
    { lines: 'schedule: daily', says: 'schedule: ' },
    { lines: 'alarmMail: ops', says: 'alarmMail: must be a mail address' },
    { lines: 'consoleUrl: http://billing.kranich.example', says: 'consoleUrl: must be an https address' },
    { lines: 'customerUrl: https://pay.kranich.example/?a=b', says: 'customerUrl: must be an https address' },
    { lines: 'usageWindow: { daysBack: 35 }', says: 'usageWindow.minutesAhead: ' },
    { lines: 'archiveLock: { mode: GOVERNANCE }', says: 'archiveLock: needs either days or years' },
    { lines: 'archiveLock: { mode: GOVERNANCE, days: 1, years: 1 }', says: 'archiveLock: needs either days or years' },
    { lines: 'archiveLock: { mode: COMPLIANCE, years: 10 }', says: 'archiveLock.canNeverBeUndone: must be true' },
    { lines: 'warmThroughput: { readsPerSecond: 12000 }', says: 'warmThroughput.writesPerSecond: ' },
    { lines: 'restoredTable: stepbill-prod-2', says: 'restoredTable: must begin with stepbill-dev-, is stepbill-prod-2' },
    { lines: 'customerAtOnce: 5', says: 'customerAtOnce' },
  ])('at $lines', ({ lines, says }) => {
    expect(() => settingsOf('dev', changed(lines), OWN)).toThrow(says);
  });
});

it('keeps stages apart whose names begin alike', () => {
  expect(() => settingsOf('dev', `${changed('')}dev-eu:\n  schedule: off\n`, OWN)).toThrow(
    'the names of stage "dev-eu" begin with its own',
  );
});

it('warms the table where that is said, and leaves it out where it is not', () => {
  expect(settingsOf('dev', STAGES, OWN)).toMatchObject({ warmThroughput: { Ref: 'AWS::NoValue' } });
  const text = changed('warmThroughput: { readsPerSecond: 12000, writesPerSecond: 40000 }');
  expect(settingsOf('dev', text, OWN)).toMatchObject({ warmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 40_000 } });
});

it('has mails lead to a console and to the page of a customer where their addresses are said, and to none where they are not', () => {
  expect(settingsOf('dev', STAGES, OWN)).toMatchObject({ consoleUrl: '', customerUrl: '' });
  const own = { ...OWN, STEPBILL_CONSOLE_URL: 'https://billing.kranich.example', STEPBILL_CUSTOMER_URL: 'https://pay.kranich.example' };
  expect(settingsOf('dev', STAGES, own)).toMatchObject({
    consoleUrl: 'https://billing.kranich.example',
    customerUrl: 'https://pay.kranich.example',
  });
});

it('works on a table that was restored, where that is said', () => {
  expect(settingsOf('dev', STAGES, OWN)).toMatchObject({ table: 'stepbill-dev' });
  expect(settingsOf('dev', changed('restoredTable: stepbill-dev-1105'), OWN)).toMatchObject({ table: 'stepbill-dev-1105' });
});

it('locks for good only where that is said twice', () => {
  const text = changed('archiveLock: { mode: COMPLIANCE, years: 10, canNeverBeUndone: true }');
  expect(settingsOf('dev', text, OWN)).toMatchObject({ archiveLock: { Mode: 'COMPLIANCE', Years: 10 } });
});

/** The names are those that packaging gives: read from the services' own files, for a stage called local. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { parseServiceYaml, ServiceVariables } from '../local/runner/service-variables.ts';
import { parse, stringify } from 'yaml';
import { functionName, storeNames } from '../shared/aws/stage-names.ts';

const { settingsOf } = createRequire(import.meta.url)('../scripts/stage-settings.cjs') as {
  settingsOf: (stage: string, text: string, environment: object) => { table: string };
};
const { dev } = parse(readFileSync(new URL('../stages.yml', import.meta.url), 'utf8')) as { dev: object };
const SERVICES = fileURLToPath(new URL('../services', import.meta.url));
const services = readdirSync(SERVICES).filter((name) => !name.includes('.'));
const variables = (service: string): ServiceVariables => new ServiceVariables(`${SERVICES}/${service}/serverless.yml`);

it('of buckets, and of a table that was never restored', () => {
  const [files, archive] = ['files', 'archive'].map((name) => variables('storage').at(`custom.${name}`));
  const own = { oidcIssuer: 'https://login.example.com/', oidcAudience: 'stepbill', mailDomain: 'example.com' };
  const { table } = settingsOf('local', stringify({ local: { ...dev, ...own } }), {});
  expect(storeNames({ stage: 'local', accountId: '000000000000' })).toEqual({ table, files, archive });
});

it('of every function', () => {
  for (const service of services) {
    const { functions = {} } = parseServiceYaml(`${SERVICES}/${service}/serverless.yml`) as { functions?: object };
    for (const name of Object.keys(functions))
      expect(functionName('local', `${service}/${name}`)).toBe(`${String(variables(service).at('service'))}-local-${name}`);
  }
});

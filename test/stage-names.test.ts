/** The names are those that packaging gives: read from the services' own files, for a stage called local. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { parseServiceYaml, ServiceVariables } from '../local/runner/service-variables.ts';
import { functionName, storeNames } from '../shared/aws/stage-names.ts';

const SERVICES = fileURLToPath(new URL('../services', import.meta.url));
const services = readdirSync(SERVICES).filter((name) => !name.includes('.'));
const variables = (service: string): ServiceVariables => new ServiceVariables(`${SERVICES}/${service}/serverless.yml`);

it('of table and buckets', () => {
  const [table, files, archive] = ['table', 'files', 'archive'].map((name) => variables('storage').at(`custom.${name}`));
  expect(storeNames({ stage: 'local', accountId: '000000000000' })).toEqual({ table, files, archive });
});

it('of every function', () => {
  for (const service of services) {
    const { functions = {} } = parseServiceYaml(`${SERVICES}/${service}/serverless.yml`) as { functions?: object };
    for (const name of Object.keys(functions))
      expect(functionName('local', `${service}/${name}`)).toBe(`${String(variables(service).at('service'))}-local-${name}`);
  }
});

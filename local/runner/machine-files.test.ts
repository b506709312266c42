import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { compileMachines } from './compile-machine.ts';
import { loadMachines } from './machine-files.ts';
import { newFolder } from './runner-fixtures.ts';

const COMMON = `
custom:
  lambda:
    pricing: 'arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:stepbill-pricing-\${sls:stage}'
  machine: 'arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:stepbill-\${sls:stage}'
  files: 'stepbill-\${sls:stage}-files-\${AWS::AccountId}'
  stages: { local: { atOnce: 7 } }
  atOnce: \${self:custom.stages.\${sls:stage}.atOnce}
provider: { logLevel: '\${self:custom.stages.\${sls:stage}.logLevel}' }
`;
const SERVICE = `
service: stepbill-pricing
provider: \${file(../../serverless.common.yml):provider}
custom: \${file(../../serverless.common.yml):custom}
stepFunctions:
  stateMachines:
    priceAll:
      name: stepbill-\${sls:stage}-price-all
      type: STANDARD
      role: !GetAtt PriceAllRole.Arn
      definition: \${file(price-all.asl.yml)}
resources:
  Outputs: { Arn: !Sub 'arn:\${AWS::Partition}:x:\${PriceAllRole}' }
`;
const DEFINITION = `
StartAt: CalculatePrice
States:
  CalculatePrice:
    Type: Task
    Resource: \${self:custom.lambda.pricing}-calculate-price
    Parameters:
      bucket: !Sub '\${self:custom.files}'
      region: !Sub 'in \${AWS::Region}'
      atOnce: \${self:custom.atOnce}
      owner: \${opt:owner, 'nobody'}
    TimeoutSeconds: 60
    Retry: &retry [{ ErrorEquals: [TransientError] }]
    Next: Again
  Again: { Type: Task, Resource: '\${self:custom.lambda.pricing}-calculate-price', TimeoutSeconds: 60, Retry: *retry, End: true }
`;

function checkout(definition = DEFINITION, service = SERVICE): string {
  const root = newFolder();
  const folder = join(root, 'services', 'pricing');
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(root, 'services', 'console'));
  writeFileSync(join(root, 'serverless.common.yml'), COMMON);
  writeFileSync(join(folder, 'serverless.yml'), service);
  writeFileSync(join(folder, 'price-all.asl.yml'), definition);
  writeFileSync(join(folder, 'calculate-price.handler.ts'), '');
  return root;
}

describe('loadMachines', () => {
  it('reads a machine with its variables, tags and anchors resolved', () => {
    const [loaded, ...others] = loadMachines(checkout());
    expect(others).toEqual([]);
    expect(loaded).toMatchObject({ name: 'price-all', type: 'STANDARD' });
    const resource = 'arn:aws:lambda:local:000000000000:function:stepbill-pricing-local-calculate-price';
    const retry = [{ ErrorEquals: ['TransientError'] }];
    expect((loaded!.definition as { States: object }).States).toEqual({
      CalculatePrice: {
        Type: 'Task',
        Resource: resource,
        TimeoutSeconds: 60,
        Retry: retry,
        Next: 'Again',
        Parameters: { bucket: 'stepbill-local-files-000000000000', region: 'in local', atOnce: 7, owner: 'nobody' },
      },
      Again: { Type: 'Task', Resource: resource, TimeoutSeconds: 60, Retry: retry, End: true },
    });
    expect([...compileMachines([loaded!]).keys()]).toEqual(['price-all']);
  });

  it('refuses a variable that it can not resolve, naming it', () => {
    expect(() => loadMachines(checkout(DEFINITION.replace('custom.files', 'custom.gone')))).toThrow('self:custom.gone');
  });

  it('refuses a function without handler file', () => {
    expect(() => loadMachines(checkout(DEFINITION.replace('-calculate-price', '-guess-price')))).toThrow('guess-price.handler.ts');
  });

  it('refuses a definition that is not in a file of its own', () => {
    expect(() => loadMachines(checkout(DEFINITION, SERVICE.replace('${file(price-all.asl.yml)}', '{}')))).toThrow('must be ${file(');
  });

  it('reads the machines of this checkout, and all of them run here', () => {
    const machines = loadMachines(fileURLToPath(new URL('../..', import.meta.url)));
    expect([...compileMachines(machines).keys()]).toEqual(expect.arrayContaining(['billing-run', 'invoice', 'settlement']));
  });
});

import { machine, task } from './runner-fixtures.ts';

/** A state before, a Distributed Map that takes a second, a state after. */
export const distributedMachine = machine({
  List: task('list', { ResultPath: null, Next: 'PriceAll' }),
  PriceAll: {
    Type: 'Map',
    ItemsPath: '$.items',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
      StartAt: 'Price',
      States: { Price: task('price') },
    },
    ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', Prefix: 'results' } },
    Next: 'Done',
  },
  Done: { Type: 'Succeed' },
});

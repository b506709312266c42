/** What a state machine needs to be allowed, from its definition alone. */
import { graphsOf, statesOf, type ExecutionType, type Fields, type Graph, type State } from '../../shared/asl-walk.ts';

const LAMBDA = /^arn:.+:function:/;
/** Log deliveries have no ARN to name. @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
const LOG_DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];
/** @see https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html */
const RESULT_WRITER = ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'];

/** By which Step Functions hears that a nested execution has ended. @see https://docs.aws.amazon.com/step-functions/latest/dg/concept-create-iam-advanced.html */
const HEAR_OF_ENDS = ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'].map(
  (action): Permission =>
    `${action} arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`,
);

/** An action and the resource it is needed on, in one text. */
export type Permission = `${string} ${string}`;

/** @param arn of the machine, without what follows its name */
export function neededPermissions(arn: string, definition: Graph, type: ExecutionType): Set<Permission> {
  const states = graphsOf(definition, type).flatMap(statesOf);
  const ofStates = states.flatMap(({ state }) => [...calledBy(state), ...readAndWritten(state)]);
  const isDistributed = states.some(({ state }) => state.ItemProcessor?.ProcessorConfig?.['Mode'] === 'DISTRIBUTED');
  return new Set([...ofStates, ...(isDistributed ? ownChildren(arn) : []), ...LOG_DELIVERY.map((action): Permission => `${action} *`)]);
}

function calledBy({ Resource = '', Parameters = {} }: State): Permission[] {
  if (LAMBDA.test(Resource)) return [`lambda:InvokeFunction ${Resource}`];
  if (Resource.includes(':::lambda:invoke')) return [`lambda:InvokeFunction ${String(Parameters['FunctionName'])}`];
  const machine = String(Parameters['StateMachineArn']);
  if (Resource.endsWith(':::aws-sdk:sfn:startSyncExecution')) return [`states:StartSyncExecution ${machine}`];
  if (Resource.endsWith(':::states:startExecution')) return [`states:StartExecution ${machine}`];
  if (Resource.endsWith(':::states:startExecution.sync:2')) {
    const followed = ['states:DescribeExecution', 'states:StopExecution'].map(
      (action): Permission => `${action} ${machine.replace(':stateMachine:', ':execution:')}:*`,
    );
    return [`states:StartExecution ${machine}`, ...followed, ...HEAR_OF_ENDS];
  }
  if (Resource === '') return [];
  throw new Error(`It is not known here what ${Resource} needs.`);
}

function readAndWritten({ ItemReader, ResultWriter }: State): Permission[] {
  const reads = bucketsOf(ItemReader).map((bucket): Permission => `s3:GetObject ${bucket}`);
  const writes = bucketsOf(ResultWriter).flatMap((bucket) => RESULT_WRITER.map((action): Permission => `${action} ${bucket}`));
  return [...reads, ...writes];
}

/** The lists and results of runs: keys are made in the run, so the role names their folder. */
function bucketsOf(place: unknown): string[] {
  const { Parameters } = (place ?? {}) as { Parameters?: Fields };
  return Parameters ? [`arn:\${AWS::Partition}:s3:::${String(Parameters['Bucket'])}/*/runs/*`] : [];
}

/** A Distributed Map runs its children as executions of its own machine. */
function ownChildren(arn: string): Permission[] {
  const execution = arn.replace(':stateMachine:', ':execution:');
  const followed = [`${execution}:*`, `${execution}/*:*`];
  return [
    `states:StartExecution ${arn}`,
    ...['states:DescribeExecution', 'states:StopExecution'].flatMap((action) => followed.map((it): Permission => `${action} ${it}`)),
    `states:RedriveExecution ${execution}/*:*`,
  ];
}

/** Prints the policy that lets somebody work on a stage with --stage: for a person, a team, or a pipeline. */
import { Command, InvalidArgumentError, Option } from 'commander';

import { stageName } from '../local/cli/command.ts';
import { operatorStatements, TASKS, type Task } from './operator-statements.ts';

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MOST_CHARACTERS = 6_144;

const { stage, account, region, partition, table, may } = new Command('operator-policy')
  .description('Prints the IAM policy for the commands of --stage: exact ARNs, nothing that no command does.')
  .requiredOption('--stage <name>', 'such as dev', stageName)
  .requiredOption('--account <id>', 'twelve digits', written(/^\d{12}$/, 'the twelve digits of an account'))
  .requiredOption('--region <region>', 'such as eu-central-1', written(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as eu-central-1'))
  .option('--partition <name>', 'aws-cn or aws-us-gov where it is that', 'aws')
  .option('--table <name>', 'table that was restored and took the place of stepbill-<stage>')
  .addOption(new Option('--may <task...>', 'what somebody is there for; everybody may look').choices(TASKS).default(TASKS, 'everything'))
  .addHelpText(
    'after',
    '\nExample:\n  $ npm run -s operator-policy -- --stage dev --account 111122223333 --region eu-central-1 --may import ingest run',
  )
  .parse()
  .opts<{ stage: string; account: string; region: string; partition: string; table?: string; may: Task[] }>();

const Statement = operatorStatements({ partition, region, accountId: account, stage, table }, may);
const policy = { Version: '2012-10-17', Statement };
console.log(JSON.stringify(policy, null, 2));
// White space is not counted.
const length = JSON.stringify(policy).length;
if (length > MOST_CHARACTERS) {
  console.error(`The policy has ${length} characters and IAM takes ${MOST_CHARACTERS} of one: print it in two, with --may.`);
  process.exitCode = 1;
}

function written(shape: RegExp, what: string): (text: string) => string {
  return (text) => {
    if (!shape.test(text)) throw new InvalidArgumentError(`Write ${what}.`);
    return text;
  };
}

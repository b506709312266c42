/** What a stage's things are called, as serverless.common.yml names them. */
import type { MachineHome } from './step-functions-executions.ts';

/** The step whose function is asked what the stage stores in. */
export const DIRECTORY = 'billing-run/open-run';

/** Names of what a stage stores in. */
export interface StoreNames {
  readonly table: string;
  /** Bucket of the working files of runs. */
  readonly files: string;
  /** Bucket of issued documents. */
  readonly archive: string;
}

/** @param accountId twelve digits: bucket names are taken by one account in the world */
export function storeNames({ stage, accountId }: Pick<MachineHome, 'stage' | 'accountId'>): StoreNames {
  return { table: `stepbill-${stage}`, files: `stepbill-${stage}-files-${accountId}`, archive: `stepbill-${stage}-archive-${accountId}` };
}

/**
 * The function of a step.
 *
 * @param step `pricing/calculate-price`
 */
export function functionName(stage: string, step: string): string {
  return `stepbill-${step.replace('/', `-${stage}-`)}`;
}

/**
 * ResultWriter: what became of each child of a Distributed Map, in files shaped like AWS's.
 *
 * The manifest is written last. Result files without one are leftovers of a crash and are replaced; a map that
 * finds its manifest had finished and takes its results from there.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
import type { Files } from '../../shared/files.ts';
import type { Ended } from './express-execution.ts';
import { readTemplate } from './payload-template.ts';
import type { Scene } from './reference-path.ts';
import { executionArn, machineArn } from './scope.ts';
import { StateError, jsonText } from './state-error.ts';
import type { MapState } from './state-language.ts';

export interface ChildResult {
  readonly outcome: Ended;
  /** As AWS describes the child execution. */
  description(): object;
}

export interface MapRun {
  readonly id: string;
  readonly arn: string;
}

type ResultWriter = NonNullable<MapState['ResultWriter']>;
interface ResultFile {
  readonly Key: string;
  readonly Size: number;
}

/** The state's result if this map run had written its manifest before. */
export async function findResults(writer: ResultWriter, scene: Scene, run: MapRun, files: Files): Promise<object | undefined> {
  const { folder, bucket } = destination(writer, scene, run);
  const manifest = await files.get(`${folder}/manifest.json`);
  return manifest && resultOf(run, bucket, folder);
}

/**
 * Writes the files and returns the state's result.
 *
 * @throws {StateError} States.ResultWriterFailed if a file can't be written
 */
export async function writeResults(
  writer: ResultWriter,
  scene: Scene,
  run: MapRun,
  results: readonly ChildResult[],
  files: Files,
): Promise<object> {
  const { folder, bucket } = destination(writer, scene, run);
  try {
    await files.remove([`${folder}/SUCCEEDED_0.json`, `${folder}/FAILED_0.json`]);
    const succeeded = await put(
      'SUCCEEDED',
      results.filter(({ outcome }) => outcome.status === 'SUCCEEDED'),
    );
    const failed = await put(
      'FAILED',
      results.filter(({ outcome }) => outcome.status !== 'SUCCEEDED'),
    );
    const manifest = { DestinationBucket: bucket, MapRunArn: run.arn, ResultFiles: { FAILED: failed, PENDING: [], SUCCEEDED: succeeded } };
    await files.put(`${folder}/manifest.json`, Buffer.from(jsonText(manifest)), 'application/json');
  } catch (error) {
    throw new StateError('States.ResultWriterFailed', (error as Error).message);
  }
  return resultOf(run, bucket, folder);

  async function put(kind: string, children: readonly ChildResult[]): Promise<ResultFile[]> {
    if (children.length === 0) return [];
    const bytes = Buffer.from(`[${children.map((child) => jsonText(child.description())).join(',')}]`);
    const key = `${folder}/${kind}_0.json`;
    await files.put(key, bytes, 'application/json');
    return [{ Key: key, Size: bytes.length }];
  }
}

/** A child execution as it stands in a result file; input and output are JSON text. */
export function childDescription(machine: string, name: string, input: unknown, ended: Ended): object {
  const isSuccess = ended.status === 'SUCCEEDED';
  return {
    ...(isSuccess ? {} : { Cause: ended.cause, Error: ended.error }),
    ExecutionArn: executionArn(machine, name),
    Input: jsonText(input),
    InputDetails: { Included: true },
    Name: name,
    ...(isSuccess ? { Output: jsonText(ended.output), OutputDetails: { Included: true } } : {}),
    RedriveCount: 0,
    RedriveStatus: 'NOT_REDRIVABLE',
    StartDate: ended.startedAt.toISOString(),
    StateMachineArn: machineArn(machine),
    Status: ended.status,
    StopDate: ended.stoppedAt.toISOString(),
  };
}

function destination(writer: ResultWriter, scene: Scene, run: MapRun): { folder: string; bucket: string } {
  const { Bucket, Prefix } = readTemplate(writer.Parameters)(scene) as { Bucket: string; Prefix: string };
  return { folder: `${Prefix.replace(/\/+$/, '')}/${run.id}`, bucket: Bucket };
}

function resultOf(run: MapRun, bucket: string, folder: string): object {
  return { MapRunArn: run.arn, ResultWriterDetails: { Bucket: bucket, Key: `${folder}/manifest.json` } };
}

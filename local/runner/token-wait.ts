/**
 * Tasks that call a function with a token and then wait for whoever holds it.
 *
 * Each call is recorded with its token before the function is called. After a restart a call whose function had
 * returned is not made again; its answer, which may have come while nobody ran, is found in the record. Earlier
 * attempts are gone through again from the record too, so that Retry counts as if nothing had happened.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 */
import { callFunction } from './lambda-call.ts';
import type { Scene } from './reference-path.ts';
import { type Scope, Suspended, type TaskCall, type Visit } from './scope.ts';
import { StateError } from './state-error.ts';
import type { Attempt } from './state-work.ts';
import type { Task } from './task-resource.ts';

/**
 * @returns the output given with the token
 * @throws {Suspended} while there is no answer
 * @throws {StateError} the error given with the token; States.Timeout or States.HeartbeatTimeout if none came in
 *   time; the function's error if the call failed
 */
export async function waitForToken(
  task: Extract<Task, { kind: 'token' }>,
  { timeoutSeconds, heartbeatSeconds }: { readonly timeoutSeconds: number; readonly heartbeatSeconds: number | undefined },
  scene: Scene,
  { world }: Scope,
  attempt: Attempt,
  { calls }: Visit,
): Promise<unknown> {
  const second = world.millisecondsPerSecond;
  const heartbeat = heartbeatSeconds === undefined ? undefined : heartbeatSeconds * second;
  const deadline = new Date(world.now().getTime() + timeoutSeconds * second);
  const made = calls.get(attempt.ordinal) ?? (await calls.make(attempt.ordinal, deadline, heartbeat));
  if (!made.answer && !made.hasReturned) {
    const payload = task.parameters({ ...scene, context: { ...(scene.context as object), Task: { Token: made.token } } });
    try {
      await callFunction(task.function, payload, timeoutSeconds, world);
      await calls.returned(made.token);
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      await calls.fail(made.token, error.name, error.message);
    }
  }
  // What a later attempt was recorded for has been waited for already.
  const isReplay = calls.get(attempt.ordinal + 1) !== undefined;
  if (isReplay) attempt.overrides.retryIntervalOverrides = { [attempt.state]: 0 };
  else delete attempt.overrides.retryIntervalOverrides;
  return answerOf(await overdue(calls.get(attempt.ordinal)!));

  async function overdue(call: TaskCall): Promise<TaskCall> {
    if (call.answer) return call;
    const present = world.now();
    if (call.deadline <= present) await calls.fail(call.token, 'States.Timeout', '');
    else if (call.heartbeatDeadline && call.heartbeatDeadline <= present) await calls.fail(call.token, 'States.HeartbeatTimeout', '');
    return calls.get(attempt.ordinal)!;
  }
}

function answerOf({ answer, token, deadline, heartbeatDeadline }: TaskCall): unknown {
  if (!answer) throw new Suspended({ token, instant: heartbeatDeadline && heartbeatDeadline < deadline ? heartbeatDeadline : deadline });
  if ('error' in answer) throw new StateError(answer.error, answer.cause);
  return answer.output;
}

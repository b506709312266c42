/** Stands for local/worker-pool.ts where steps run in the thread of the command: no worker has to be started for them. */
import type { WorkerPool } from '../../local/worker-pool.ts';

type Handler = (input: unknown) => Promise<unknown>;

export async function openWorkerPool(): Promise<WorkerPool> {
  return {
    async invoke(name, payload) {
      const { handler } = (await import(`../../services/${name}.handler.ts`)) as { handler: Handler };
      return JSON.stringify((await handler(JSON.parse(payload))) ?? null);
    },
    preload() {},
    async close() {},
  };
}

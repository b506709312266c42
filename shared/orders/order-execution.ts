import type { Execution, Executions } from '../executions.ts';
import { executionOfOrder, ORDER_MACHINE, type Order } from './order.ts';

/** How the execution of a version of an order stands. */
export interface OrderExecution {
  /** The latest one, since one that failed has another go on from where it was; undefined if none was started. */
  readonly latest: Execution | undefined;
  /** The name under which one may be started; undefined while the latest runs or has done its work. */
  readonly next: string | undefined;
}

export async function orderExecution(
  executions: Pick<Executions, 'describe'>,
  sellerId: string,
  order: Pick<Order, 'id' | 'version'>,
): Promise<OrderExecution> {
  const first = executionOfOrder(sellerId, order);
  let latest: Execution | undefined;
  for (let attempt = 1; ; attempt++) {
    const name = attempt === 1 ? first : `${first}.${attempt}`;
    const found = await executions.describe(ORDER_MACHINE, name);
    if (!found) return { latest, next: name };
    latest = found;
    if (found.status === 'RUNNING' || found.status === 'SUCCEEDED') return { latest, next: undefined };
  }
}

import { z } from 'zod';
import type { Cell, Measured, Measuring } from '../../services/pricing/measuring.ts';
import { perEventTally } from '../../services/pricing/per-event.ts';
import { canonicalJson } from '../../shared/content-hash.ts';
import { NotPriceableError } from '../../shared/errors.ts';
import { decimal, decimalText, quantityText, sum } from '../../shared/money.ts';
import { CommandError } from './errors.ts';

const used = z.strictObject({
  quantity: decimalText,
  /** Any name: what has the same one is in the same window. */
  window: z.string().optional(),
  properties: z.record(z.string(), z.string()).default({}),
});

/** What was used of a meter: a quantity, or a list of quantities: of events in their order, or of windows. */
export const usedQuantity = z.union([decimalText, z.array(z.union([decimalText, used]))], {
  error:
    'expected a quantity such as "1250", or a list of them, each such as "10" or { "quantity": "10", "properties": { "region": "eu" } }',
});
export type UsedQuantity = z.output<typeof usedQuantity>;
type Used = z.output<typeof used>;

/**
 * What a meter would have answered, had it measured this.
 *
 * @throws {CommandError} if a price asks for what is not said
 */
export function measuredBy(asked: Measuring, said: UsedQuantity = '0'): Measured {
  const list = (typeof said === 'string' ? [said] : said).map((it): Used =>
    typeof it === 'string' ? { quantity: it, properties: {} } : it,
  );
  const whole = answered(asked, list);
  const isSplit = asked.window !== undefined || asked.by !== undefined;
  return {
    ...asked,
    ...whole,
    fingerprint: '',
    ...(isSplit ? { cells: said === '0' ? [] : cellsOf(asked, list) } : {}),
  };
}

/** What has the same window and values is rated together. A quantity without the name of its window has one of its own. */
function cellsOf(asked: Measuring, list: readonly Used[]): Cell[] {
  const cells = Map.groupBy(
    list.map((it, i) => ({
      it,
      window: asked.window && (it.window ?? `${i + 1}`),
      values: asked.by?.map((name) => propertyOf(asked, it, name)),
    })),
    ({ window, values }) => canonicalJson([window ?? '', values ?? []]),
  );
  return [...cells.values()].map((own) => {
    const { window, values } = own[0]!;
    return {
      ...(window === undefined ? {} : { window }),
      ...(values === undefined ? {} : { values }),
      ...answered(
        asked,
        own.map(({ it }) => it),
      ),
    };
  });
}

function answered(asked: Measuring, list: readonly Used[]): Pick<Cell, 'quantity' | 'events' | 'tally' | 'amount'> {
  const { perEvent, amountProperty } = asked;
  const total = (texts: readonly string[]): string => quantityText(sum(texts.map(decimal)));
  const events = list.filter(({ quantity }) => !decimal(quantity).isZero() || list.length > 1);
  return {
    quantity: total(list.map(({ quantity }) => quantity)),
    events: events.length,
    ...(perEvent ? { tally: tallied(perEvent, events) } : {}),
    ...(amountProperty === undefined ? {} : { amount: total(events.map((it) => amountOf(asked, it, amountProperty))) }),
  };
}

function tallied(rule: NonNullable<Measuring['perEvent']>, events: readonly Used[]) {
  const tally = perEventTally(rule);
  try {
    for (const { quantity } of events) tally.add(decimal(quantity));
  } catch (error) {
    throw error instanceof NotPriceableError ? new CommandError(error.message) : error;
  }
  return tally.tally();
}

function amountOf(asked: Measuring, it: Used, name: string): string {
  const amount = propertyOf(asked, it, name);
  if (decimalText.safeParse(amount).success) return amount;
  throw new CommandError(`quantities.${asked.meter}: property "${name}" is "${amount}"; expected a decimal such as 0.40.`);
}

function propertyOf({ meter }: Measuring, { quantity, properties }: Used, name: string): string {
  const found = properties[name];
  if (found !== undefined) return found;
  throw new CommandError(
    `quantities.${meter}: a price asks for the property "${name}"; give { "quantity": "${quantity}", "properties": { "${name}": … } }.`,
  );
}

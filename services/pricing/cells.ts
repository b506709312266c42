import { NotPriceableError } from '../../shared/errors.ts';
import type { Meter } from '../../shared/meter.ts';
import { decimal, ExactSum, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import type { UsageEvent } from '../../shared/usage-event.ts';
import { AGGREGATIONS } from './aggregate.ts';
import type { CountedEvent, Tally } from './aggregation.ts';
import { measuredText } from './measured-text.ts';
import type { Cell, Measuring } from './measuring.ts';
import { perEventTally } from './per-event.ts';
import type { PerEventTally } from './per-event.ts';
import { indexAt } from './span.ts';
import type { Span } from './span.ts';

/** What one price asks of a meter, measured event by event. */
export interface Cells {
  add(event: CountedEvent, properties: UsageEvent['properties']): void;
  /** @param levels what weighted sums have come to before the period, by the values that split them */
  cells(levels: readonly LevelOf[]): Cell[];
}

/** The level of a weighted sum, with the values of the properties by which cells are split. */
export interface LevelOf {
  readonly values: readonly string[];
  readonly level: Decimal;
}

/** Most cells of a price in a period: more would not be a price list any more, and would fit into no document. */
const MOST_CELLS = 50_000;

interface CellTally {
  readonly values: readonly string[];
  readonly tally: Tally;
  readonly amount: ExactSum | undefined;
  readonly perEvent: PerEventTally | undefined;
  events: number;
}

/**
 * @param windows the windows the period is cut into, or the period alone
 * @throws {NotPriceableError} on adding, if there are more cells than a price can have
 */
export function beginCells(meter: Meter, asked: Measuring, windows: readonly Span[]): Cells {
  const by = asked.by ?? [];
  const starts = windows.map(({ start }) => start);
  const found: (Map<string, CellTally> | undefined)[] = [];
  let count = 0;

  const begin = (window: number, values: readonly string[]): CellTally => ({
    values,
    tally: AGGREGATIONS[meter.aggregation](meter, windows[window]!),
    amount: asked.amountProperty === undefined ? undefined : new ExactSum(),
    perEvent: asked.perEvent && perEventTally(asked.perEvent),
    events: 0,
  });

  const textOf = (window: number, level: Decimal, { values, tally, events, amount, perEvent }: CellTally): Cell => ({
    ...(asked.window === undefined ? {} : { window: instantOf(starts[window]!) }),
    ...(asked.by === undefined ? {} : { values: [...values] }),
    quantity: measuredText(meter, tally.quantity(level)),
    events,
    ...(perEvent ? { tally: perEvent.tally() } : {}),
    ...(amount ? { amount: measuredText(meter, amount.total()) } : {}),
  });

  return {
    add(event, properties) {
      const window = indexAt(starts, event.at);
      const values = by.map((name) => String(properties[name]));
      const key = keyOf(values);
      const ofWindow = (found[window] ??= new Map<string, CellTally>());
      let cell = ofWindow.get(key);
      if (!cell) {
        if (++count > MOST_CELLS) throw tooMany(meter, asked);
        ofWindow.set(key, (cell = begin(window, values)));
      }
      cell.events++;
      cell.tally.add(event);
      cell.perEvent?.add(decimal(event.value));
      cell.amount?.add(String(properties[asked.amountProperty!]));
    },

    cells(levels) {
      const running = new Map(levels.map((it) => [keyOf(it.values), it]));
      return windows.flatMap((_, window) => {
        const ofWindow = found[window];
        const all = new Map([...running, ...(ofWindow ?? [])].map(([key, { values }]) => [key, values]));
        return [...all]
          .sort(([, a], [, b]) => byValues(a, b))
          .flatMap(([key, values]) => {
            const level = running.get(key)?.level ?? ZERO;
            const cell = ofWindow?.get(key) ?? (level.isZero() ? undefined : begin(window, values));
            const change = cell?.tally.change?.();
            if (change) running.set(key, { values, level: level.plus(change) });
            return cell ? [textOf(window, level, cell)] : [];
          });
      });
    },
  };
}

function keyOf(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : JSON.stringify(values);
}

function byValues(a: readonly string[], b: readonly string[]): number {
  const i = a.findIndex((value, at) => value !== b[at]);
  return i < 0 ? 0 : a[i]! < b[i]! ? -1 : 1;
}

function instantOf(epochMilliseconds: number): string {
  return new Date(epochMilliseconds).toISOString().replace('.000Z', 'Z');
}

function tooMany(meter: Meter, { by, window }: Measuring): NotPriceableError {
  const split = [...(by ?? []), ...(window === undefined ? [] : [window])].join(', ');
  return new NotPriceableError(
    `Meter "${meter.id}" has more than ${MOST_CELLS} cells by ${split}: split by properties that have few values, or by days.`,
  );
}

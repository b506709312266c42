/** A way that passes states of the spine by: places on the spine, and the heights that it lies between. */
export interface Passing {
  readonly to: string;
  readonly start: number;
  readonly end: number;
  readonly top: number;
  readonly bottom: number;
}

/** The ways that pass states of the spine by. @param boxes where states stand, by their names */
export function passingOf(
  ways: readonly { readonly from: string; readonly to: string }[],
  spine: readonly string[],
  boxes: ReadonlyMap<string, { readonly y: number; readonly height: number }>,
): Passing[] {
  return ways.flatMap(({ from, to }) => {
    const [start, end] = [spine.indexOf(from), spine.indexOf(to)];
    if (start < 0 || end < 0 || end === start + 1) return [];
    const [a, b] = [boxes.get(from)!, boxes.get(to)!];
    return [{ to, start, end, top: Math.min(a.y, b.y), bottom: Math.max(a.y + a.height, b.y + b.height) }];
  });
}

/**
 * Lanes beside the spine, the nearest one 1: ways to one state share a lane, and so do those that don't meet.
 *
 * @returns the lane by the state that ways lead to
 */
export function lanesOf(passing: readonly Passing[]): ReadonlyMap<string, number> {
  const taken: Pick<Passing, 'top' | 'bottom'>[][] = [];
  const lanes = [...Map.groupBy(passing, ({ to }) => to)].map(([to, own]): [string, number] => {
    const [top, bottom] = [Math.min(...own.map((it) => it.top)), Math.max(...own.map((it) => it.bottom))];
    const free = taken.findIndex((lane) => lane.every((it) => bottom <= it.top || it.bottom <= top));
    const index = free >= 0 ? free : taken.length;
    (taken[index] ??= []).push({ top, bottom });
    return [to, index + 1];
  });
  return new Map(lanes);
}

/** Whether another way from the same side lies beyond a way, and leads along it. */
export function isWithin({ to, start, end }: Pick<Passing, 'to' | 'start' | 'end'>, passing: readonly Passing[]): boolean {
  return passing.some((it) => it.to === to && (start < end ? it.start < start : it.start > start));
}

/** Values between which an axis runs, and where it has a line. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  /** Ascending, zero among them. */
  readonly ticks: readonly number[];
}

/** Lines of an axis above zero, where nothing lies below it. */
const LINES = 4;
const STEPS = [1, 2, 2.5, 5, 10];

/** An axis from zero over all values, below zero too where one is, with lines at round figures. */
export function scaleOver(values: readonly number[]): Scale {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const span = high - low;
  const step = span === 0 ? 1 : roundStep(span / LINES);
  const [first, last] = [Math.floor(low / step), span === 0 ? LINES : Math.max(Math.ceil(high / step), low < 0 ? 0 : LINES)];
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return { low: ticks[0]!, high: ticks.at(-1)!, ticks };
}

/** The least of 1, 2, 2.5, 5 times a power of ten that is not below. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  // What a float leaves over a round figure is none.
  return (STEPS.find((step) => step * power >= least * (1 - 1e-9)) ?? 10) * power;
}

const UNITS = [
  [1e9, ' bn'],
  [1e6, ' M'],
  [1e3, ' k'],
] as const;
/** Below it figures are written in full. */
const SHORT_FROM = 10_000;

/** 50 k: the one place where a figure is short. */
export function axisFigure(value: number, high: number): string {
  const [unit, name] = UNITS.find(([least]) => high >= SHORT_FROM && high >= least) ?? [1, ''];
  const figure = (value / unit).toLocaleString('en-US', { maximumFractionDigits: 6 }).replace('-', '−');
  return value === 0 ? '0' : `${figure}${name}`;
}

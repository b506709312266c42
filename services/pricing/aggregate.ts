import type { AggregationName } from '../../shared/aggregation-name.ts';
import { average } from './aggregate-average.ts';
import { count } from './aggregate-count.ts';
import { max, min } from './aggregate-extremes.ts';
import { latest } from './aggregate-latest.ts';
import { percentile } from './aggregate-percentile.ts';
import { sum } from './aggregate-sum.ts';
import { unique } from './aggregate-unique.ts';
import { weightedSum } from './aggregate-weighted-sum.ts';
import type { Aggregation } from './aggregation.ts';

/** One line an aggregation. */
export const AGGREGATIONS: Readonly<Record<AggregationName, Aggregation>> = {
  count,
  sum,
  min,
  max,
  average,
  latest,
  unique,
  'weighted-sum': weightedSum,
  percentile,
};

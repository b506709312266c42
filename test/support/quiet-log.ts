/** Keeps the log of steps out of the report of tests; imported before any handler. */
import { quietLog } from '../../shared/config.ts';

quietLog();

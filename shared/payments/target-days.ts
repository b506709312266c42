import { addDays } from '../period.ts';

/**
 * Days on which TARGET is open, and so money in euro moves between banks: all but Saturdays, Sundays, New Year's Day, Good
 * Friday, Easter Monday, 1 May, 25 and 26 December.
 *
 * @see docs/sources.md#target-days
 */
export function isTargetDay(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  if (weekday === 0 || weekday === 6 || FIXED.has(date.slice(5))) return false;
  const easter = easterSunday(Number(date.slice(0, 4)));
  return date !== addDays(easter, -2) && date !== addDays(easter, 1);
}

/** The day itself if TARGET is open, or the first one behind it. */
export function targetDayFrom(date: string): string {
  let day = date;
  while (!isTargetDay(day)) day = addDays(day, 1);
  return day;
}

/** The day so many days of TARGET later; of 0 days the first one from the day on. */
export function targetDaysAfter(date: string, days: number): string {
  let day = targetDayFrom(date);
  for (let i = 0; i < days; i++) day = targetDayFrom(addDays(day, 1));
  return day;
}

const FIXED = new Set(['01-01', '05-01', '12-25', '12-26']);

/** Easter Sunday of the Gregorian calendar. @see docs/sources.md#target-days */
function easterSunday(year: number): string {
  const a = year % 19;
  const [b, c] = [Math.floor(year / 100), year % 100];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const n = Math.floor((h + l - 7 * m + 90) / 25);
  const day = (h + l - 7 * m + 33 * n + 19) % 32;
  return `${year}-${String(n).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

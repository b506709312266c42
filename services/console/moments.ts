import { dateIn } from '../../shared/period.ts';

/** Mon 2 Nov, 06:05 on the clocks of a zone. */
export function momentText(moment: string, zone: string): string {
  const at = new Date(moment);
  const day = at.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: zone }).replace(',', '');
  return `${day}, ${at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone })}`;
}

/** Mon 2 Nov 2026, 06:05, where years lie between. */
export function fullMoment(moment: string, zone: string): string {
  return momentText(moment, zone).replace(',', ` ${dateIn(moment, zone).slice(0, 4)},`);
}

/** 2 Nov 06:05, for histories. */
export function shortMoment(moment: string, zone: string): string {
  return momentText(moment, zone).replace(/^\w+ /, '').replace(',', '');
}

/** 2 November 2026 */
export function dateText(date: string): string {
  return utc(date, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** 2 Nov 2026, for lists. */
export function shortDate(date: string): string {
  return utc(date, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** 06:05:09 on the clocks of a zone. */
export function timeText(moment: string, zone: string): string {
  return new Date(moment).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: zone });
}

/** 2 Nov, of a calendar day. */
export function shortDay(date: string): string {
  return utc(date, { day: 'numeric', month: 'short' });
}

/** The calendar day of an instant in a zone: 2 Nov. */
export function dayText(moment: string, zone: string): string {
  return shortDay(dateIn(moment, zone));
}

/** October 2026 */
export function monthText(month: string): string {
  return utc(`${month}-01`, { month: 'long', year: 'numeric' });
}

/** October */
export function monthAlone(month: string): string {
  return utc(`${month}-01`, { month: 'long' });
}

/** 1 to 31 October 2026, 1 October to 30 November 2026, or the day if it is one. */
export function spanText({ first, last }: { readonly first: string; readonly last: string }): string {
  if (first === last) return dateText(first);
  if (first.slice(0, 7) === last.slice(0, 7)) return `${Number(first.slice(8))} to ${dateText(last)}`;
  const isOneYear = first.slice(0, 4) === last.slice(0, 4);
  return `${utc(first, { day: 'numeric', month: 'long', ...(isOneYear ? {} : { year: 'numeric' }) })} to ${dateText(last)}`;
}

/** Days of one month, without its year: 1 to 14 November. */
export function spanAlone({ first, last }: { readonly first: string; readonly last: string }): string {
  const named = utc(last, { day: 'numeric', month: 'long' });
  return first === last ? named : `${Number(first.slice(8))} to ${named}`;
}

/** How long it took, in its two largest units: 4 min 12 s. */
export function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const from = parts.findIndex(([count]) => count > 0);
  if (from < 0) return '0 s';
  return parts
    .slice(from, from + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

function utc(date: string, format: Intl.DateTimeFormatOptions): string {
  return new Date(`${date}T00:00:00Z`).toLocaleDateString('en-GB', { ...format, timeZone: 'UTC' });
}

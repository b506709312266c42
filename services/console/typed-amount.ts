/**
 * An amount as somebody types it, with a decimal point, with or without commas between thousands: 9,947.92 as 9947.92;
 * undefined if it is none.
 */
export function typedAmount(text: string): string | undefined {
  return /^(\d{1,3}(,\d{3})+|\d{1,15})(\.\d{1,4})?$/.test(text) ? text.replaceAll(',', '') : undefined;
}

import { formatsOf } from './formats.ts';
import { decimal } from './money.ts';

/** How reviews, mails to colleagues and the command line write figures: English, exact, the minus as wide as a plus. */

const format = (currency: string): ReturnType<typeof formatsOf> => formatsOf({ language: 'en', currency, country: 'US' });

/** 12,345.60 for an amount rounded to the currency's minor unit. */
export function amountFigure(amount: string, currency: string): string {
  return format(currency).amount(amount);
}

/** 12,345.60 EUR */
export function moneyFigure(amount: string, currency: string): string {
  return `${amountFigure(amount, currency)} ${currency}`;
}

/** A quantity with as many decimals as it has. */
export function quantityFigure(quantity: string): string {
  return format('EUR').number(quantity);
}

/** A unit price, exact, with the currency's minor digits at least. */
export function priceFigure(price: string, currency: string): string {
  return format(currency).price(price);
}

/** A difference with its sign, as `figure` writes it: +12.00, −12.00, and 0.00 without one. */
export function signed(difference: string, figure: (text: string) => string): string {
  return `${decimal(difference).gt(0) ? '+' : ''}${figure(difference)}`;
}

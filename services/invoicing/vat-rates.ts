/** A standard rate of VAT. */
export interface VatRate {
  /** ISO 3166-1 code. */
  readonly country: string;
  /** First day of supply it holds for; where a source does not say since when, the first one that it vouches for. */
  readonly from: string;
  /** Percent. */
  readonly rate: string;
  readonly source: string;
}

/** Sources by package, version and the day of its data, each read on 29 November 2026; see docs/sources.md#vat-rates. */
const DUTY27 = 'PyPI duty27-eu-vat 0.1.0, of 2026-10-04 (duty27.com/vat-rates/history, CC BY 4.0), read 2026-11-29';
const EU_VAT_RATES = 'PyPI eu-vat-rates-data 2026.9.29, of 2026-09-29, read 2026-11-29';
const SALES_TAX = 'npm sales-tax 2.23.0, read 2026-11-29';

/** Standard rates by country, each until the next one of it. A country or a day that is not here is not guessed. */
export const VAT_RATES: readonly VatRate[] = [
  { country: 'AT', from: '2016-01-01', rate: '20', source: DUTY27 },
  { country: 'BE', from: '2016-01-01', rate: '21', source: DUTY27 },
  { country: 'BG', from: '2016-01-01', rate: '20', source: DUTY27 },
  { country: 'CY', from: '2016-01-01', rate: '19', source: DUTY27 },
  { country: 'CZ', from: '2016-01-01', rate: '21', source: DUTY27 },
  { country: 'DE', from: '2016-01-01', rate: '19', source: DUTY27 },
  { country: 'DE', from: '2020-07-01', rate: '16', source: DUTY27 },
  { country: 'DE', from: '2021-01-01', rate: '19', source: DUTY27 },
  { country: 'DK', from: '2016-01-01', rate: '25', source: DUTY27 },
  { country: 'EE', from: '2016-01-01', rate: '20', source: DUTY27 },
  { country: 'EE', from: '2024-01-01', rate: '22', source: DUTY27 },
  { country: 'EE', from: '2025-07-01', rate: '24', source: DUTY27 },
  { country: 'ES', from: '2016-01-01', rate: '21', source: DUTY27 },
  { country: 'FI', from: '2016-01-01', rate: '24', source: DUTY27 },
  { country: 'FI', from: '2024-09-01', rate: '25.5', source: DUTY27 },
  { country: 'FR', from: '2016-01-01', rate: '20', source: DUTY27 },
  { country: 'GR', from: '2016-01-01', rate: '23', source: DUTY27 },
  { country: 'GR', from: '2016-06-01', rate: '24', source: DUTY27 },
  { country: 'HR', from: '2016-01-01', rate: '25', source: DUTY27 },
  { country: 'HU', from: '2016-01-01', rate: '27', source: DUTY27 },
  { country: 'IE', from: '2016-01-01', rate: '23', source: DUTY27 },
  { country: 'IE', from: '2020-09-01', rate: '21', source: DUTY27 },
  { country: 'IE', from: '2021-03-01', rate: '23', source: DUTY27 },
  { country: 'IT', from: '2016-01-01', rate: '22', source: DUTY27 },
  { country: 'LT', from: '2016-01-01', rate: '21', source: DUTY27 },
  { country: 'LU', from: '2016-01-01', rate: '17', source: DUTY27 },
  { country: 'LU', from: '2023-01-01', rate: '16', source: DUTY27 },
  { country: 'LU', from: '2024-01-01', rate: '17', source: DUTY27 },
  { country: 'LV', from: '2016-01-01', rate: '21', source: DUTY27 },
  { country: 'MT', from: '2016-01-01', rate: '18', source: DUTY27 },
  { country: 'NL', from: '2016-01-01', rate: '21', source: DUTY27 },
  { country: 'PL', from: '2016-01-01', rate: '23', source: DUTY27 },
  { country: 'PT', from: '2016-01-01', rate: '23', source: DUTY27 },
  { country: 'RO', from: '2016-01-01', rate: '20', source: DUTY27 },
  { country: 'RO', from: '2017-01-01', rate: '19', source: DUTY27 },
  { country: 'RO', from: '2025-08-01', rate: '21', source: DUTY27 },
  { country: 'SE', from: '2016-01-01', rate: '25', source: DUTY27 },
  { country: 'SI', from: '2016-01-01', rate: '22', source: DUTY27 },
  { country: 'SK', from: '2016-01-01', rate: '20', source: DUTY27 },
  { country: 'SK', from: '2025-01-01', rate: '23', source: DUTY27 },
  { country: 'CH', from: '2024-01-01', rate: '8.1', source: SALES_TAX },
  { country: 'GB', from: '2026-09-29', rate: '20', source: EU_VAT_RATES },
  { country: 'IS', from: '2026-09-29', rate: '24', source: EU_VAT_RATES },
  { country: 'LI', from: '2026-09-29', rate: '8.1', source: EU_VAT_RATES },
  { country: 'NO', from: '2026-09-29', rate: '25', source: EU_VAT_RATES },
];

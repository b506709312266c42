import { customer, seller, type Customer, type Seller } from '../../shared/catalog.ts';

const ADDRESS = { street: 'Weg 1', postalCode: '1', city: 'Ort' };

/** A seller with a VAT id and a standard rate of 20 %, but for what is said. */
export function sellerIn(country: string, changes: Record<string, unknown> = {}): Seller {
  return seller.parse({
    id: 's',
    name: 'S',
    brand: 'S',
    address: { ...ADDRESS, country },
    zone: 'UTC',
    email: 's@s.example',
    vatId: `${country}123456789`,
    bank: { holder: 'S', bank: 'B', iban: 'AT611904300234573201', bic: 'DONAATWW' },
    tax: { standardRate: '20', source: 'law' },
    numberSeries: { prefix: 'RE' },
    ...changes,
  });
}

export function customerIn(country: string, vatId?: string, changes: Record<string, unknown> = {}): Customer {
  return customer.parse({
    id: 'c',
    name: 'C',
    address: { ...ADDRESS, country },
    zone: 'UTC',
    email: 'c@c.example',
    ...(vatId === undefined ? {} : { vatId }),
    ...changes,
  });
}

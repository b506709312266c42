import { stringify } from 'yaml';
import type { Catalog } from './catalog.store.ts';

/** A catalog as a file says it, so that it can be imported again. Without customers it says nothing of them, and they stay. */
export function catalogFile({ seller: { logo, ...seller }, customers, ...rest }: Omit<Catalog, 'customers'> & Partial<Catalog>): object {
  const named = logo ? { logo: logo.file } : {};
  return {
    seller: { ...seller, ...named },
    ...rest,
    ...(customers ? { customers: customers.map(({ customer, subscriptions }) => ({ ...customer, subscriptions })) } : {}),
  };
}

/** The file as YAML, a line for each field. */
export function catalogYamlText(file: object): string {
  return stringify(file, { lineWidth: 0 }).trimEnd();
}

/** A customer with coupons and credits, whose usage costs 10.00 a month: 100 calls at 0.10. */
import { parseCatalog } from '../../shared/catalog-file.ts';
import { keepCatalog, type Catalog } from '../../shared/catalog.store.ts';
import { catalogYaml, callsEvent, SELLER } from './catalog.ts';
import { arrive, type Month } from './months.ts';
import { endedAttempts } from '../../shared/attempt.store.ts';
import { getDraft } from '../../shared/draft.store.ts';
import type { DraftContent } from '../../shared/invoice.ts';

/** The catalog file of adler on the plain plan, with what is added to sections and customer as YAML. */
export function discountsYaml({ coupons = '', customer = '' }: { coupons?: string; customer?: string } = {}): string {
  const plain = catalogYaml({ id: 'adler', plan: 'plain', start: '2026-09-01' });
  return `${plain.trimEnd()}\n${customer === '' ? '' : `    ${customer}\n`}${coupons === '' ? '' : `coupons:\n  ${coupons}\n`}`;
}

/** Keeps that catalog. */
export async function importDiscounts(written: Parameters<typeof discountsYaml>[0]): Promise<Catalog> {
  const catalog = parseCatalog(discountsYaml(written), 'catalog.yml');
  await keepCatalog(catalog);
  return catalog;
}

/** 100 calls in each of these months. */
export async function useEachMonth(...months: readonly string[]): Promise<void> {
  for (const month of months)
    await arrive(`${month}-15`, callsEvent('adler', '100', { id: `calls-${month}`, time: `${month}-15T12:00:00Z` }));
}

/** The draft of adler's attempt that counts. */
export async function draftIn({ runId }: Month): Promise<DraftContent | undefined> {
  const attempt = (await endedAttempts(SELLER, runId)).get('adler')?.attempt ?? 1;
  return getDraft({ sellerId: SELLER, runId, customerId: 'adler', attempt });
}

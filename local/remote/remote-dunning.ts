/** Dunning behind an address, by the HTTP API. */
import type { DoneStep, DunningCase, DunningDecision } from '../../shared/dunning/dunning-case.ts';
import type { OpenItem } from '../../shared/receivables/open-item.ts';
import type { Dunning, ShownCase } from '../commands/dunning.ts';
import type { ApiClient } from './api-client.ts';

type Case = Omit<DunningCase, 'schema'> & {
  readonly steps: readonly Omit<DoneStep, 'schema' | 'fileKey'>[];
  readonly decisions: readonly Omit<DunningDecision, 'schema' | 'sequence'>[];
};

export function remoteDunning(api: ApiClient, sellerId: string): Dunning {
  const seller = `/v1/sellers/${sellerId}`;
  const of = (number: string): string => `${seller}/invoices/${encodeURIComponent(number)}/dunning`;
  return {
    async cases() {
      const cases = await Array.fromAsync(api.entries<Case & { item: OpenItem }>(`${seller}/dunning-cases`, 'cases'));
      return cases.map(({ item, ...it }) => shown(it, item));
    },
    async latest(number) {
      const found = await api.find<{ item: OpenItem; cases: Case[] }>(of(number));
      const last = found?.cases.at(-1);
      return found && last && shown(last, found.item);
    },
    decide: (number, decision, reason) => api.post(`${of(number)}/decisions`, { ...decision, reason }),
    open: (number, reason) => api.post(of(number), { reason }),
  };
}

/** Answers leave out the versions of records: nothing is written by them. */
function shown({ steps, decisions, ...it }: Case, item: OpenItem): ShownCase {
  return {
    case: { schema: 1, ...it },
    done: steps.map((step) => ({ schema: 1, ...step })),
    decisions: decisions.map((decision, i) => ({ schema: 1, sequence: i + 1, ...decision })),
    item,
  };
}

/** Reports behind an address, by the HTTP API. */
import type { Reports } from '../commands/reports.ts';
import type { ApiClient } from './api-client.ts';

/** An answer is made within seconds: what is missing of it is in the next one. */
const MOST_ANSWERS = 1_000;

export function remoteReports(api: ApiClient, sellerId: string): Reports {
  const seller = `/v1/sellers/${sellerId}`;
  return {
    async ageing() {
      const { day, ageing } = await whole<Awaited<ReturnType<Reports['ageing']>>>(api, `${seller}/receivables`, { limit: 1 });
      return { day, ageing };
    },
    async cash() {
      const { isWhole: _, ...cash } = await whole<Awaited<ReturnType<Reports['cash']>>>(api, `${seller}/reports/cash`);
      return cash;
    },
    revenue: (months) => whole(api, `${seller}/reports/revenue`, months),
    deferred: (on) => whole(api, `${seller}/reports/deferred`, { on }),
  };
}

/** Asks until an answer lacks nothing that is read or taken in page by page. */
export async function whole<Answer extends object>(
  api: ApiClient,
  path: string,
  query: Readonly<Record<string, string | number | undefined>> = {},
): Promise<Answer & { isWhole?: boolean }> {
  for (let look = 1; ; look++) {
    const answer = await api.get<Answer & { isWhole?: boolean; unread?: number }>(path, query);
    if ((answer.isWhole !== false && (answer.unread ?? 0) === 0) || look === MOST_ANSWERS) return answer;
  }
}

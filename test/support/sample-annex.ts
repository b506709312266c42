import type { Invoice } from '../../shared/invoice.ts';
import { sha256 } from '../../shared/content-hash.ts';
import type { AnnexedUsage } from '../../shared/usage-annex.ts';

/** Daily quantities behind a line of an invoice, by its index. */
export type SampleUsage = { readonly line: number } & Pick<AnnexedUsage, 'aggregation' | 'quantity' | 'events' | 'days'> &
  Partial<AnnexedUsage>;

/** The invoice with an annex; each line is of a meter, a price and a period of its own, unless the usage says otherwise. */
export function annexed<Content extends Pick<Invoice, 'lines'>>(content: Content, usages: readonly SampleUsage[]): Content {
  const usageAnnex = usages.map(({ line, ...usage }): AnnexedUsage => {
    const { trace, period } = content.lines[line]!;
    const { meter = `meter-${line + 1}` } = usage;
    return { subscription: trace.subscription, meter, period, fingerprint: sha256(`${meter} ${period.start}`), ...usage };
  });
  const lines = content.lines.map((line, i) => {
    const at = usages.findIndex((usage) => usage.line === i);
    const usage = usageAnnex[at];
    if (!usage) return line;
    const { meter, events, fingerprint, period } = usage;
    return { ...line, period, trace: { ...line.trace, price: `price-${i + 1}`, meter, events, fingerprint } };
  });
  return { ...content, lines, usageAnnex };
}

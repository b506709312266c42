import type { DraftContent, InvoiceLine } from '../../shared/invoice.ts';
import type { AnnexedUsage } from '../../shared/usage-annex.ts';

/** The usage in the annex that a line is made of: one of each of its meters, none where the annex has none or it is taken back. */
export function annexedBehind({ trace, period }: InvoiceLine, { usageAnnex = [] }: Pick<DraftContent, 'usageAnnex'>): AnnexedUsage[] {
  // A line that is taken back counts no events, and so has no fingerprint of them.
  const asked = [trace, ...(trace.peaks ?? [])].filter(({ fingerprint }) => fingerprint !== undefined);
  return usageAnnex.filter(
    (usage) =>
      usage.subscription === trace.subscription && usage.period.start === period.start && asked.some(({ meter }) => meter === usage.meter),
  );
}

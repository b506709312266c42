import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { plainDate } from '../../shared/period.ts';
import { usageEvent } from '../../shared/usage-event.ts';

const place = z.object({ day: plainDate, skip: z.number().int().min(0) });

/** What pricing says of a line: what was counted, and some of it. */
export const lineEvidence = z.object({
  line: z.object({ description: z.string(), quantity: z.string(), period: z.object({ zone: z.string() }) }),
  evidence: z
    .object({
      question: z.object({ meter: z.string() }),
      meters: z.array(z.string()),
      quantity: z.string(),
      count: z.number().int(),
      events: z.array(usageEvent),
      isWhole: z.boolean(),
      erasedOn: z.string().optional(),
      /** Where the next events begin. */
      next: place.optional(),
    })
    .nullable(),
});
export type LineEvidence = z.infer<typeof lineEvidence>;

/** Where in the events of a line somebody is: of which meter, from where on, and how many came before. */
const asked = z.object({
  meter: id.optional(),
  day: plainDate.optional(),
  skip: z.coerce.number().int().min(0).default(0),
  before: z.coerce.number().int().min(0).max(1e12).default(0),
});
export interface EventsPlace {
  readonly meter?: string;
  readonly from?: z.infer<typeof place>;
  readonly before: number;
}

/** The place in an address; the beginning if it is none. */
export function eventsPlace(query: Readonly<Record<string, string>>): EventsPlace {
  const parsed = asked.safeParse(query);
  if (!parsed.success) return { before: 0 };
  const { meter, day, skip, before } = parsed.data;
  return { ...(meter === undefined ? {} : { meter }), ...(day === undefined ? { before: 0 } : { from: { day, skip }, before }) };
}

/** A place as the query of an address. */
export function placeQuery({ meter, from, before }: EventsPlace): string {
  const said = {
    ...(meter === undefined ? {} : { meter }),
    ...(from ? { day: from.day, skip: String(from.skip), before: String(before) } : {}),
  };
  return new URLSearchParams(said).toString();
}

/** The first line that a page shows, as its address says it; the first one if it is none. */
export function firstLineIn(line: string | undefined): number {
  return Number(/^\d{1,6}$/.exec(line ?? '')?.[0] ?? 1);
}

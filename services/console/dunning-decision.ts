import { dunningDecision, instalment } from '../../shared/dunning/dunning-case.ts';
import type { DunningDecision, Instalment } from '../../shared/dunning/dunning-case.ts';
import { plainDate } from '../../shared/period.ts';
import { RequestError } from '../../shared/request-error.ts';
import { fieldOf } from './asking.ts';

export type WantedDecision = Pick<DunningDecision, 'kind' | 'until' | 'instalments'>;

/** What was decided on a case. @throws {RequestError} 400 naming what is missing */
export function dunningDecisionIn(form: FormData): WantedDecision {
  const kind = dunningDecision.shape.kind.safeParse(fieldOf(form, 'act')).data;
  if (kind === undefined) throw new RequestError(400, 'Say what is to be done: pause, dispute, instalments, resume, close or open.');
  const until = fieldOf(form, 'until');
  if (until !== undefined && !plainDate.safeParse(until).success) throw new RequestError(400, 'Write the last day as 2026-12-31.');
  return {
    kind,
    ...(until === undefined ? {} : { until }),
    ...(kind === 'instalments' ? { instalments: instalmentsIn(fieldOf(form, 'instalments') ?? '') } : {}),
  };
}

/** 2026-12-01=60.00 and further ones, with space between them. */
function instalmentsIn(text: string): Instalment[] {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  if (words.length === 0 || words.length > 60) throw new RequestError(400, 'Write 1 to 60 instalments, each as 2026-12-01=60.00.');
  return words.map((word) => {
    const [day, amount] = word.split('=');
    const said = instalment.safeParse({ day, amount });
    if (!said.success) throw new RequestError(400, `"${word.slice(0, 40)}" is no instalment; write it as 2026-12-01=60.00.`);
    return said.data;
  });
}

/** Plans and faults, for a person who looks at a seed. */
import type { Act, Fault, PlanOfFaults, PlanOfPeople, StepMoment } from './plan-of-faults.ts';

/** The plan, for a person who looks at a seed. */
export function planInWords(plan: PlanOfFaults): string[] {
  return [
    ...plan.sittings.flatMap(({ clockMinutes, faults, weather: { twice, answerLost, late } }, i) => [
      `process ${i + 1}${clockMinutes === 0 ? '' : `, its clock ${clockMinutes} minutes off`}${
        twice + answerLost + late === 0
          ? ''
          : `, of all deliveries ${twice} come twice, ${answerLost} lose their answer, ${late} go on late`
      }:`,
      ...faults.map((fault) => `  ${faultInWords(fault)}`),
    ]),
    peopleInWords(plan.people),
  ];
}

function peopleInWords({ decisions, repairs, asksAgain, overlaps }: PlanOfPeople): string {
  return [
    `people decide ${[...decisions, 'release …'].join(', ')}; on what is missing ${[...repairs, 'retry …'].join(', ')}`,
    asksAgain ? 'they ask again when they are not answered' : 'they never ask twice',
    ...(overlaps ? ['they begin the next month while one waits'] : []),
  ].join('; ');
}

export function faultInWords(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
      return `killed ${momentInWords(fault.at)}`;
    case 'full disk':
      return `the disk is full from write ${fault.write} on, for ${fault.attempts} attempts`;
    case 'step fails':
      return `${fault.step}, delivery ${fault.delivery}, fails ${fault.times} × with ${fault.error} ${fault.when === 'before' ? 'before it did anything' : 'after it did everything'}`;
    case 'delivered twice':
      return `${fault.step}, delivery ${fault.delivery}, is delivered twice ${fault.how}; the ${fault.answer} answer counts`;
    case 'goes on late':
      return `${momentInWords(fault)} it lies still and goes on after ${'turns' in fault.for ? `${fault.for.turns} turns of others` : `${fault.for.milliseconds / 1000} s`}`;
    case 'port fails':
      return `a port fails ${momentInWords(fault.at)}, ${fault.when === 'before' ? 'with nothing done' : 'with everything done'}`;
    case 'clock jumps':
      return `the clock jumps by ${fault.minutes} minutes at turn ${fault.turn}`;
    case 'somebody acts':
      return `${momentInWords(fault.at)} somebody ${actInWords(fault.act)}`;
  }
}

function momentInWords(at: StepMoment | { turn: number } | { write: number; when: string }): string {
  if ('write' in at) return `${at.when} write ${at.write}`;
  if ('step' in at) return `at turn ${at.turn} of ${at.step}, delivery ${at.delivery},`;
  return `at turn ${at.turn}`;
}

function actInWords(act: Act): string {
  if (act.does === 'sends late events') return act.line === undefined ? act.does : `sends late line ${act.line + 1}`;
  if (act.does !== 'decides') return act.does;
  return `decides to ${act.decision}${act.hash === 'old' ? ' what another review contained' : ''}${act.times === 2 ? ', twice at once' : ''}`;
}

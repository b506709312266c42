/** What is deployed: which state calls which function, and how much memory the function has. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { MachineFile } from '../../local/runner/compile-machine.ts';
import { loadMachines } from '../../local/runner/machine-files.ts';
import { ServiceVariables, parseServiceYaml } from '../../local/runner/service-variables.ts';
import { graphsOf, statesOf, type Graph, type State } from '../../shared/asl-walk.ts';
import type { Place } from './tally.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FUNCTION = /:function:stepbill-([a-z0-9-]+?)-local-([a-z0-9-]+)$/;
const MACHINE = /:stateMachine:stepbill-local-([a-z0-9-]+)$/;

/** A state that calls a function. */
export interface Step extends Place {
  /** `pricing/calculate-price`. */
  readonly function: string;
  /** The Distributed Map in whose children it is. */
  readonly map?: string;
}

/** A workflow whose executions are Express: a machine, or the children of a Distributed Map. */
export interface ExpressWorkflow {
  readonly machine: string;
  /** The Distributed Map, if these are its children. */
  readonly map?: string;
  /** Customers it works on at once, as the definition says; undefined if the run's input says it. */
  readonly atOnce: number | undefined;
  /** Machines whose executions its own wait for. */
  readonly waitsFor: readonly string[];
}

export interface Deployed {
  readonly machines: readonly MachineFile[];
  readonly steps: readonly Step[];
  readonly express: readonly ExpressWorkflow[];
}

/** Machines that a month does not come to. */
const BESIDE_THE_MONTH = ['dunning', 'order'];

/** Reads the machines of a month and walks their states. */
export function deployed(): Deployed {
  const machines = loadMachines(ROOT).filter(({ name }) => !BESIDE_THE_MONTH.includes(name));
  const visits = machines.flatMap(({ name, type, definition }) =>
    graphsOf(definition as Graph, type).map((graph) => ({ machine: name, isExpress: graph.type === 'EXPRESS', map: graph.path[0], graph })),
  );
  const steps = visits.flatMap(({ machine, map, graph }) =>
    statesOf(graph).flatMap(({ name, state }): Step[] => {
      const called = functionOf(state);
      return called === undefined ? [] : [{ machine, step: name, function: called, ...(map === undefined ? {} : { map }) }];
    }),
  );
  const roots = visits.filter(({ isExpress, graph }) => isExpress && graph.path.length <= 1);
  const express = roots.map(({ machine, map, graph }): ExpressWorkflow => {
    const inner = visits.filter((it) => it.machine === machine && it.map === map).flatMap((it) => statesOf(it.graph));
    const inline = statesOf(graph).find(({ state }) => state.Type === 'Map')?.state;
    const atOnce = inline ? inline['MaxConcurrency'] : 1;
    return {
      machine,
      ...(map === undefined ? {} : { map }),
      atOnce: typeof atOnce === 'number' ? atOnce : undefined,
      waitsFor: inner.flatMap(({ state }) => MACHINE.exec(String(state.Parameters?.['StateMachineArn']))?.[1] ?? []),
    };
  });
  return { machines, steps, express };
}

/** Megabytes of every function, by its service and name. */
export function memoryOfFunctions(): ReadonlyMap<string, number> {
  const services = join(ROOT, 'services');
  const files = readdirSync(services).map((service) => ({ service, file: join(services, service, 'serverless.yml') }));
  return new Map(
    files
      .filter(({ file }) => existsSync(file))
      .flatMap(({ service, file }) => {
        const variables = new ServiceVariables(file);
        const { functions = {} } = parseServiceYaml(file) as { readonly functions?: object };
        const megabytes = (name: string): unknown => variables.at(`functions.${name}.memorySize`) ?? variables.at('provider.memorySize');
        return Object.keys(functions).map((name) => [`${service}/${name}`, Number(megabytes(name))] as const);
      }),
  );
}

function functionOf(state: State): string | undefined {
  const named = state.Resource?.includes('waitForTaskToken') ? state.Parameters?.['FunctionName'] : state.Resource;
  const [, service, name] = FUNCTION.exec(String(named)) ?? [];
  return service === undefined ? undefined : `${service}/${name}`;
}

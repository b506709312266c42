/** Finds the state machines that are deployed and reads them for the local runner. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { MachineFile } from './compile-machine.ts';
import { ServiceVariables, parseServiceYaml } from './service-variables.ts';
import { LOCAL_STAGE } from './task-resource.ts';

const DEFINITION_FILE = /^\$\{file\((?<file>[^)]+\.asl\.yml)\)\}$/;
const FUNCTION_ARN = new RegExp(`:function:stepbill-([a-z0-9-]+?)-${LOCAL_STAGE}-([a-z0-9-]+)$`);

interface Declared {
  readonly stepFunctions?: { readonly stateMachines?: Readonly<Record<string, { readonly type?: string; readonly definition?: unknown }>> };
}

/**
 * Every machine declared in `services/<service>/serverless.yml`, its definition with all variables resolved. A
 * machine is known here by the base name of its file: `billing-run.asl.yml` is `billing-run`.
 *
 * @param root the checkout
 * @throws {Error} if a variable can't be resolved, a definition is not in a file of its own, or a Task names a
 *   function that has no handler file
 */
export function loadMachines(root: string): MachineFile[] {
  const services = join(root, 'services');
  return readdirSync(services)
    .map((service) => join(services, service, 'serverless.yml'))
    .filter((file) => existsSync(file))
    .flatMap((file) => machinesOf(file, services));
}

function machinesOf(file: string, services: string): MachineFile[] {
  const { stepFunctions } = (parseServiceYaml(file) ?? {}) as Declared;
  const declared = Object.entries(stepFunctions?.stateMachines ?? {});
  if (declared.length === 0) return [];
  const variables = new ServiceVariables(file);
  return declared.map(([key, { type = 'STANDARD', definition: source }]) => {
    const { file: definitionFile } = DEFINITION_FILE.exec(String(source))?.groups ?? {};
    if (definitionFile === undefined) throw new Error(`${file}: the definition of ${key} must be \${file(….asl.yml)}`);
    if (type !== 'STANDARD' && type !== 'EXPRESS') throw new Error(`${file}: the type of ${key} must be STANDARD or EXPRESS`);
    const definition = variables.at(`stepFunctions.stateMachines.${key}.definition`);
    const path = join(file, '..', definitionFile);
    requireHandlers(definition, services, path);
    return { name: basename(definitionFile, '.asl.yml'), type, definition, file: path };
  });
}

/** A Task without its handler would be found out in the middle of a run. */
function requireHandlers(definition: unknown, services: string, file: string): void {
  if (typeof definition === 'string') {
    const [, service, name] = FUNCTION_ARN.exec(definition) ?? [];
    if (service === undefined || name === undefined) return;
    const handler = join(services, service, `${name}.handler.ts`);
    if (!existsSync(handler)) throw new Error(`${file}: ${definition} has no handler ${handler}`);
    return;
  }
  if (typeof definition !== 'object' || definition === null) return;
  for (const member of Object.values(definition)) requireHandlers(member, services, file);
}

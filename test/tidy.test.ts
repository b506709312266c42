/** The tree is what the state machines and the design say it is. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { loadMachines } from '../local/runner/machine-files.ts';
import { parseServiceYaml } from '../local/runner/service-variables.ts';
import { drawMachine } from '../scripts/machine-drawing.ts';
import { graphsOf, leavesOf, statesOf, type Graph, type State } from '../shared/asl-walk.ts';

type Deployed = Readonly<Record<string, { readonly path: string; readonly dependsOn?: string }>>;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OURS = ['services', 'shared', 'local', 'test', 'scripts', 'bench'];
const FUNCTION = /:function:stepbill-(?<service>[a-z-]+)-local-(?<name>[a-z-]+)$/;
const MACHINE = /:stateMachine:stepbill-local-(?<name>[a-z-]+)$/;

const services = readdirSync(join(ROOT, 'services'), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const machines = loadMachines(ROOT);
const files = OURS.flatMap((folder) => filesIn(folder));
const sources = files.filter((file) => /^(services|shared)\/.+\.ts$/.test(file) && !file.endsWith('.test.ts'));

/** What a service's serverless.yml declares. */
interface Declaration {
  readonly functions?: Readonly<Record<string, { readonly handler: string }>>;
}

describe.each(machines)('the machine $name', ({ name: machine, type, definition }) => {
  const states = graphsOf(definition as Graph, type).flatMap(statesOf);
  const invoked = states.flatMap(({ name, state }) => functionOf(state).map((arn) => ({ name, arn })));
  const nested = states.flatMap(({ name, state }) => nestedOf(state).map((arn) => ({ name, arn })));

  it('names each step like the file of its handler', () => {
    const handlers = invoked.map(({ arn }) => FUNCTION.exec(arn)?.groups ?? {});
    expect(invoked.map(({ name }) => kebab(name))).toEqual(handlers.map(({ name }) => name));
    const missing = handlers.filter(({ service, name }) => !existsSync(join(ROOT, 'services', `${service}/${name}.handler.ts`)));
    expect(missing).toEqual([]);
  });

  it('names each step that starts a workflow like that workflow', () => {
    const started = nested.map(({ arn }) => MACHINE.exec(arn)?.groups?.['name']);
    // GenerateInvoice runs the workflow invoice.
    expect(nested.map(({ name }) => kebab(name).replace(/^generate-/, ''))).toEqual(started);
    expect(machines.map(({ name }) => name)).toEqual(expect.arrayContaining(started));
  });

  it('decides only by errors that are thrown', () => {
    const decided = states.flatMap(({ state }) =>
      [...(state.Retry ?? []), ...(state.Catch ?? [])].flatMap(({ ErrorEquals = [] }) => ErrorEquals),
    );
    const ours = new Set(decided.filter((name) => !/^(States|Lambda|Sfn|StepFunctions)\./.test(name)));
    const texts = sources.map((source) => readFileSync(join(ROOT, source), 'utf8'));
    for (const name of ours) {
      expect({ name, isDeclared: texts.some((text) => text.includes(`override readonly name = '${name}';`)) }).toEqual({
        name,
        isDeclared: true,
      });
      expect({ name, isThrown: texts.some((text) => text.includes(`new ${name}(`)) }).toEqual({ name, isThrown: true });
    }
  });

  it('has its drawing as it is', () => {
    const drawing = join(ROOT, 'docs', 'machines', `${machine}.svg`);
    const drawn = existsSync(drawing) ? readFileSync(drawing, 'utf8') : '';
    // If not: npm run draw
    expect(drawn === drawMachine(machine, definition as Graph)).toBe(true);
  });
});

describe.each(services)('the service %s', (service) => {
  const folder = join(ROOT, 'services', service);
  const { functions = {} } = parseServiceYaml(join(folder, 'serverless.yml')) as Declaration;

  it('declares each of its handlers, and no other', () => {
    const handlers = filesIn(`services/${service}`).filter((file) => file.endsWith('.handler.ts'));
    expect(Object.keys(functions).sort()).toEqual(handlers.map((file) => basename(file, '.handler.ts')).sort());
    expect(Object.entries(functions).filter(([name, { handler }]) => handler !== `${name}.handler`)).toEqual([]);
  });

  it('says what it owns and what it does not', () => {
    const headings = readFileSync(join(folder, 'README.md'), 'utf8').match(/^## .+$/gm) ?? [];
    expect(headings.slice(0, 2)).toEqual(['## Owns', '## Does not own']);
    expect([[], ['## Which file']]).toContainEqual(headings.slice(2));
  });

  it('deploys after the storage', () => {
    const { services: deployed } = parseServiceYaml(join(ROOT, 'serverless-compose.yml')) as { services: Deployed };
    expect(deployed[service]?.path).toBe(`services/${service}`);
    let first = service;
    while (deployed[first]?.dependsOn !== undefined) first = deployed[first]!.dependsOn!;
    expect(first).toBe('storage');
  });

  it('is flat', () => {
    expect(filesIn(`services/${service}`).filter((file) => file.split('/').length > 3)).toEqual([]);
  });
});

describe('files', () => {
  it('have names in kebab-case', () => {
    const names = files.map((file) => basename(file)).filter((name) => name !== 'README.md');
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/.test(name))).toEqual([]);
  });

  it('have one trade each: none is a drawer', () => {
    const drawers = /(^|\/)(utils?|helpers?|types|models|common|misc|src|lib)(\/|\.[a-z.]+$)|(^|\/)index\.ts$/;
    expect(files.filter((file) => drawers.test(file))).toEqual([]);
  });

  it('are short enough to be read', () => {
    const long = files
      .filter((file) => /^(services|shared|local)\/.+(?<!\.test)\.ts$/.test(file))
      .filter((file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > 301);
    expect(long).toEqual([]);
  });
});

it('gives every error class the literal name that state machines match', () => {
  const wrong = sources.flatMap((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const classes = [...text.matchAll(/class (\w+) extends Error \{/g)];
    return classes.filter(([, name]) => !text.includes(`override readonly name = '${name}';`)).map(([, name]) => `${file}: ${name}`);
  });
  expect(wrong).toEqual([]);
});

function filesIn(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length))
    .filter((file) => !/(^|\/)\.(serverless|esbuild)\//.test(file));
}

function functionOf({ Type, Resource = '', Parameters = {} }: State): string[] {
  if (Type !== 'Task') return [];
  return [Resource, ...leavesOf(Parameters).map(([, value]) => value)].filter(
    (value) => typeof value === 'string' && FUNCTION.test(value),
  ) as string[];
}

function nestedOf({ Type, Parameters = {} }: State): string[] {
  if (Type !== 'Task') return [];
  return leavesOf(Parameters).flatMap(([field, value]) => (field === 'StateMachineArn' ? [String(value)] : []));
}

function kebab(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}

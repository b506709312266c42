/** The routes of the HTTP API, read from where they are declared for AWS: both homes have the same. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

import { parseServiceYaml } from '../runner/service-variables.ts';

/** Lambda's own time-out where a function states none, in the settings that all services share. */
const USUAL_SECONDS = 60;
const PARAMETER = /^\{(?<name>\w+)(?<isRest>\+?)\}$/;

export interface Route {
  /** `POST /v1/usage`: what API Gateway calls it. */
  readonly key: string;
  readonly method: string;
  /** Parts of the path; `{name}` stands for one, `{name+}` for all that follow. */
  readonly path: readonly string[];
  /** `usage-ingestion/ingest-usage`: the function that answers. */
  readonly function: string;
  readonly timeoutSeconds: number;
  /** Whether it is for people, whom an authorizer tells apart, or the function itself by the issuer it knows; product code brings a key of its own. */
  readonly isForPeople: boolean;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', '*'] as const;
const httpApi = z.union([
  z.string().transform((text) => {
    const [method = '', path = ''] = text.split(' ');
    return { method, path, authorizer: undefined };
  }),
  z.object({ method: z.string(), path: z.string(), authorizer: z.unknown().optional() }),
]);
const endpoint = httpApi
  .transform(({ method, path, authorizer }) => ({ method: method.toUpperCase(), path, isForPeople: authorizer !== undefined }))
  .pipe(
    z.object({
      method: z.enum(METHODS),
      path: z.string().startsWith('/', 'expected a path such as /v1/usage'),
      isForPeople: z.boolean(),
    }),
  );
const declared = z.object({
  functions: z
    .record(
      z.string(),
      z.object({
        timeout: z.number().optional(),
        environment: z.record(z.string(), z.unknown()).default({}),
        events: z.array(z.object({ httpApi: endpoint.optional() })).default([]),
      }),
    )
    .default({}),
});

/**
 * Every `httpApi` event of `services/<service>/serverless.yml`.
 *
 * @param root the checkout
 * @throws {z.ZodError} if one is declared in a way that is not understood here
 */
export function loadRoutes(root: string): Route[] {
  const services = join(root, 'services');
  return readdirSync(services)
    .filter((service) => existsSync(join(services, service, 'serverless.yml')))
    .flatMap((service) => {
      const { functions } = declared.parse(parseServiceYaml(join(services, service, 'serverless.yml')));
      return Object.entries(functions).flatMap(([name, { timeout = USUAL_SECONDS, environment, events }]) => {
        const signsIn = 'OIDC_ISSUER' in environment;
        return events.flatMap(({ httpApi: it }) =>
          it ? [routeOf({ ...it, isForPeople: it.isForPeople || signsIn }, `${service}/${name}`, timeout)] : [],
        );
      });
    });
}

function routeOf({ method, path, isForPeople }: z.output<typeof endpoint>, fn: string, timeoutSeconds: number): Route {
  return { key: `${method} ${path}`, method, path: partsOf(path), function: fn, timeoutSeconds, isForPeople };
}

/** A request's route and the parameters in its path. */
export interface Match {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The route of a request: of several, the one that says the path most exactly.
 *
 * @param path as it was sent, percent-encoded
 */
export function matchRoute(routes: readonly Route[], method: string, path: string): Match | undefined {
  const parts = partsOf(path);
  const matches = routes
    .filter((route) => route.method === method || route.method === '*')
    .flatMap((route) => {
      const parameters = parametersIn(route.path, parts);
      return parameters ? [{ route, parameters }] : [];
    });
  return matches.sort((a, b) => exactness(b.route) - exactness(a.route))[0];
}

function partsOf(path: string): string[] {
  return path.split('/').slice(1);
}

function parametersIn(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [i, expected] of pattern.entries()) {
    const { name, isRest } = PARAMETER.exec(expected)?.groups ?? {};
    const given = isRest ? parts.slice(i).join('/') : parts[i];
    if (given === undefined || (name !== undefined && given === '')) return undefined;
    if (name === undefined && given !== expected) return undefined;
    const text = name === undefined ? '' : decoded(given);
    if (text === undefined) return undefined;
    if (name !== undefined) parameters[name] = text;
    if (isRest) return parameters;
  }
  return parts.length === pattern.length ? parameters : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Parts that are said literally, and a method that is. */
function exactness({ path, method }: Route): number {
  return path.filter((part) => !PARAMETER.test(part)).length * 2 + (method === '*' ? 0 : 1);
}

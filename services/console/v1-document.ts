import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import { problem } from '../../shared/problem.ts';
import { IDEMPOTENCY_KEY } from './v1-asking.ts';
import { API_PARTS, isFile, type ApiRoute } from './v1-route.ts';

/** Raised with what clients have to know of. */
const VERSION = '1.0.0';
const DESCRIPTION =
  'Everything the console does, for finance, and for programs that work for people. Product code posts usage and reads it with API keys, at addresses of its own.';

const idempotencyKey = z
  .string()
  .regex(IDEMPOTENCY_KEY)
  .describe('Names the request: the same again within a day gets the first answer, another under the same name 422. A string in quotes.');
const failure = problem.meta({ id: 'Problem' });

/** The OpenAPI 3.1 document of routes, made of the schemas by which they are checked. */
export function openApiDocument(routes: readonly ApiRoute[]): object {
  const paths = Map.groupBy(routes, ({ path }) => path);
  return createDocument(
    {
      openapi: '3.1.1',
      info: { title: 'Stepbill', version: VERSION, description: DESCRIPTION, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
      servers: [{ url: '/' }],
      security: [{ person: [] }],
      tags: Object.values(API_PARTS).map((name) => ({ name })),
      paths: Object.fromEntries(
        [...paths].map(([path, own]) => [path, Object.fromEntries(own.map((route) => [route.method.toLowerCase(), operationOf(route)]))]),
      ),
      components: {
        securitySchemes: {
          person: {
            type: 'http',
            scheme: 'bearer',
            description: 'On AWS a token of the OIDC issuer with the claim stepbill_role; on one machine one of: stepbill users token.',
          },
        },
      },
    },
    // What is made anew as it is read, an IBAN without spaces, is a text as well.
    {
      override: ({ jsonSchema, zodSchema, io }) =>
        void (io === 'output' && zodSchema._zod.def.type === 'transform' && Object.assign(jsonSchema, { type: 'string' })),
    },
  );
}

function operationOf(route: ApiRoute): ZodOpenApiOperationObject {
  const { name, part, summary, description, role, params, query, body, answer, method, status = 200 } = route;
  const said = [description, `Takes the role of a ${role}.`].filter((it) => it !== undefined).join(' ');
  return {
    operationId: name,
    tags: [API_PARTS[part]],
    summary,
    description: said,
    requestParams: {
      path: params,
      query,
      ...(method === 'POST'
        ? { header: z.object({ 'Idempotency-Key': route.isKeyNeeded ? idempotencyKey : idempotencyKey.optional() }) }
        : {}),
    },
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: {
      [status]: isFile(answer)
        ? { description: answer.description, content: { [answer.contentType]: { schema: { type: 'string', format: 'binary' } } } }
        : { description: status === 202 ? 'It is begun.' : 'What was asked for.', content: { 'application/json': { schema: answer } } },
      default: { description: 'What is refused, and why.', content: { 'application/problem+json': { schema: failure } } },
    },
  };
}

import { lonePage } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { API_PARTS, type ApiPart, type ApiRoute } from './v1-route.ts';

/** What an OpenAPI document says of a field, as far as it is shown. */
interface Field {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly $ref?: string;
  readonly items?: Field;
  readonly anyOf?: readonly Field[];
  readonly properties?: Readonly<Record<string, Field>>;
  readonly required?: readonly string[];
}
interface Content {
  readonly content: Readonly<Record<string, { readonly schema: Field }>>;
}
interface Operation {
  readonly description: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly required?: boolean; readonly schema: Field }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}
/** An OpenAPI document of ours. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** The API for people: every route with what it takes and answers, made of the same document that programs read. */
export function apiDocsPage(routes: readonly ApiRoute[], { paths }: ApiDocument): Markup {
  const parts = Object.entries(API_PARTS) as [ApiPart, string][];
  return lonePage(
    'HTTP API',
    html`<h1>HTTP API</h1>
      <p>
        Everything the console does, as JSON. Send a token with each request, <code>Authorization: Bearer …</code>: on AWS one of the OIDC
        issuer, on one machine one of <code>stepbill users token</code>. What is refused is a problem (RFC 9457): its
        <code>detail</code> says why, its <code>errors</code> which fields. Lists have pages: send <code>next</code> as <code>after</code>.
        A POST with an <code>Idempotency-Key</code> is done once. For programs: <a href="/v1/openapi.json">openapi.json</a>.
      </p>
      <nav aria-label="Parts" class="route">${parts.map(([part, name]) => html`<a href="#${part}">${name}</a> `)}</nav>
      ${parts.map(
        ([part, name]) =>
          html`<h2 id="${part}">${name}</h2>
            ${routes.filter((route) => route.part === part).map((route) => routeCard(route, paths[route.path]![route.method.toLowerCase()]!))}`,
      )}`,
  );
}

function routeCard({ method, path, name, summary }: ApiRoute, { description, parameters = [], requestBody, responses }: Operation): Markup {
  const asked = parameters.filter((it) => it.in !== 'path').map((it) => ({ ...it, field: it.schema, isNeeded: it.required === true }));
  const [status = ''] = Object.keys(responses);
  const [[type, { schema }] = ['', { schema: {} }]] = Object.entries(responses[status]?.content ?? {});
  return html`<section class="card route" id="${name}">
    <h3>${summary}</h3>
    <p class="mono">${method} ${path}</p>
    <p class="small">${description}</p>
    ${asked.length > 0 ? fieldList('Query and headers', asked) : NOTHING}
    ${requestBody ? fieldList('Body', fieldsOf(requestBody.content['application/json']?.schema)) : NOTHING}
    ${fieldsOf(schema).length > 0 ? fieldList(`Answer ${status}`, fieldsOf(schema)) : html`<p class="small">Answer ${status}: ${schema.$ref ? named(schema.$ref) : type}</p>`}
  </section>`;
}

interface ShownField {
  readonly name: string;
  readonly field: Field;
  readonly isNeeded: boolean;
}

function fieldsOf({ properties = {}, required = [] }: Field = {}): ShownField[] {
  return Object.entries(properties).map(([name, field]) => ({ name, field, isNeeded: required.includes(name) }));
}

function fieldList(title: string, fields: readonly ShownField[]): Markup {
  return html`<h4 class="small">${title}</h4>
    <ul class="small">
      ${fields.map(
        ({ name, field, isNeeded }) =>
          html`<li>
            <code>${name}</code>${isNeeded ? NOTHING : ', optional'}:
            ${kindOf(field)}${field.description ? html` · ${field.description}` : NOTHING}
          </li>`,
      )}
    </ul>`;
}

function kindOf(field: Field): string {
  const { type, enum: list, items, anyOf, $ref } = field;
  if ($ref) return named($ref);
  if (list) return list.map(String).join(' | ');
  if (items) return `list of ${kindOf(items)}`;
  if (anyOf) return anyOf.map(kindOf).join(' or ');
  return [type ?? 'anything'].flat().join(' or ');
}

const named = (ref: string): string => ref.split('/').at(-1) ?? ref;

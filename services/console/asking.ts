import type { Context } from 'hono';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Note } from '../../shared/route.ts';
import { RequestError } from '../../shared/request-error.ts';
import { includesRole, type Role, type SignedIn } from '../../shared/signed-in.ts';
import type { Frame } from './layout.ts';

/** What every page knows of its request. */
export interface ConsoleEnv {
  Bindings: { readonly event: APIGatewayProxyEventV2; readonly note: Note };
  Variables: { viewer: SignedIn; formToken: string; frame: Frame };
}
export type Asking = Context<ConsoleEnv>;

/** The instant API Gateway received the request. */
export function atOf({ env }: Asking): string {
  return new Date(env.event.requestContext.timeEpoch).toISOString();
}

/** @throws {RequestError} 403 if who asks may not do this */
export function requireRole(context: Asking, role: Role): SignedIn {
  const viewer = context.get('viewer');
  if (includesRole(viewer.role, role)) return viewer;
  throw new RequestError(403, `That takes the role of a ${role}; you are signed in as ${viewer.role}.`);
}

/** A field of a form, without the space around it; none if it is empty. */
export function fieldOf(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}

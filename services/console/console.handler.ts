import { definePages } from '../../shared/route.ts';
import { consoleApp } from './console.routes.ts';
import { requestOf, resultOf } from './gateway.ts';

const app = consoleApp();

/**
 * `GET` and `POST` of everything that no other service answers: the console. Its pages are made here, on the server; what
 * they do is done by the steps of other services.
 */
export const handler = definePages(async (event, note) => resultOf(await app.fetch(requestOf(event), { event, note })));

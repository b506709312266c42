import { definePages } from '../../shared/route.ts';
import { customerDoor } from './customer-door.routes.ts';
import { requestOf, resultOf } from './gateway.ts';

const app = customerDoor();

/** `GET` and `POST` of `/i/…`, to which links in mails lead: a function of its own, which may look and have a payment begun. */
export const handler = definePages(async (event, note) => resultOf(await app.fetch(requestOf(event), { event, note })));

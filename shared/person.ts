import { z } from 'zod';

/** Who does something: a mail address, the name of a login, or "schedule". */
export const person = z.string().trim().min(1).max(254);

/** Steps that no person asked for are Stepbill's own. */
export const STEPBILL = 'stepbill';

import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { fileCollections } from '../../shared/payments/collection.store.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';

const input = z.object({ sellerId: id, by: person, at: instant });

/** Files the direct debits that are due within two weeks, for a person. Called again it files what came since, or nothing. */
export const handler = defineStep(input, async ({ sellerId, ...filing }) => ({ collections: await fileCollections(sellerId, filing) }));

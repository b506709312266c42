import { z } from 'zod';

/** A catalog's text for a boolean, as YAML and forms have it. */
export const yesOrNo = z.preprocess((value) => (value === 'true' ? true : value === 'false' ? false : value), z.boolean());

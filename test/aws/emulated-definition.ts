/** A part of a definition in the state language, as JSON. */
type Part = { readonly [name: string]: unknown };

const NESTED = 'arn:aws:states:::aws-sdk:sfn:startSyncExecution';

/**
 * The definition as the emulator can run it; all else stays as it is deployed.
 *
 * - It has no batcher: an ItemBatcher becomes an ItemSelector, so that a child gets `{ BatchInput, Items }` as on AWS,
 *   with one item in each batch.
 * - It takes the input of a nested workflow as text only, where Step Functions takes an object as well.
 */
export function emulatedDefinition(definition: object): object {
  return emulated(definition) as object;
}

function emulated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(emulated);
  if (typeof value !== 'object' || value === null) return value;
  const part = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, emulated(member)]));
  if (part['ItemBatcher'] !== undefined) return unbatched(part);
  return part['Resource'] === NESTED ? withInputAsText(part) : part;
}

function unbatched({ ItemBatcher, ...map }: Part): Part {
  const { BatchInput } = ItemBatcher as Part;
  return { ...map, ItemSelector: { ...(BatchInput !== undefined && { BatchInput }), 'Items.$': 'States.Array($$.Map.Item.Value)' } };
}

function withInputAsText(task: Part): Part {
  const { 'Input.$': path, ...parameters } = task['Parameters'] as Part;
  return { ...task, Parameters: { ...parameters, 'Input.$': `States.JsonToString(${String(path)})` } };
}

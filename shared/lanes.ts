/**
 * Results of `work` for each input, in the order of the inputs, at most `lanes` at once. The first failure rejects;
 * what is under way then goes on, nothing more is begun.
 */
export async function inLanes<Input, Output>(
  lanes: number,
  inputs: readonly Input[],
  work: (input: Input) => Promise<Output>,
): Promise<Output[]> {
  const outputs = new Array<Output>(inputs.length);
  const remaining = inputs.entries();
  let isStopped = false;
  const lane = async (): Promise<void> => {
    for (const [i, input] of remaining) {
      if (isStopped) return;
      outputs[i] = await work(input);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(lanes, inputs.length) }, lane));
  } finally {
    isStopped = true;
  }
  return outputs;
}

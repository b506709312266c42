/**
 * The Steps port: a step of another service, called by its name as a state machine calls it. For routes alone, which
 * have to answer at once; what takes its time, or has to survive a crash, is a state machine.
 */
export interface Steps {
  /**
   * Calls a step and waits for its result.
   *
   * @param step `pricing/preview-charges`
   * @param input as JSON takes it
   * @throws an error with the name and the sentence of the step's own; TransientError if it gave no answer in time
   */
  call(step: string, input: unknown): Promise<unknown>;
}

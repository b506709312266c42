/** Lanes beside the spine for the ways that pass states by; ways that don't meet share one. */
export class Lanes {
  readonly #taken: { readonly top: number; readonly bottom: number }[][] = [];

  /** Number of the nearest lane that is free between two heights, from 1. */
  take(top: number, bottom: number): number {
    const free = this.#taken.findIndex((lane) => lane.every((taken) => bottom <= taken.top || taken.bottom <= top));
    const index = free >= 0 ? free : this.#taken.length;
    (this.#taken[index] ??= []).push({ top, bottom });
    return index + 1;
  }
}

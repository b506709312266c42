/** Something that is not whole: where, what is wrong, and what would be right; one line for a person. */
export interface Problem {
  readonly where: string;
  readonly what: string;
  readonly right: string;
}

/** A problem of something that is named elsewhere. */
export type Finding = readonly [what: string, right: string];

/** What a function takes and gives at most is 6 MB, of which bytes in base64 take a third more: docs/sources.md#lambda-invoke. */

/** Bytes of a file that is sent to one: a catalog, a statement, a report. */
export const MOST_UPLOAD_BYTES = 3 * 1024 * 1024;

/** Bytes of a file that one answers with. */
export const MOST_ANSWER_BYTES = 4_000_000;

/**
 * What no run on one machine can count: it turns what was counted into time on AWS. Every figure that rests on one of
 * these is marked as a formula.
 */

/**
 * How long a request is waited for, in milliseconds: the upper end of what AWS says. DynamoDB takes single-digit
 * milliseconds, S3 tens of milliseconds for small objects; of SES nothing is said, and it counts as S3.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html
 * @see https://docs.aws.amazon.com/whitepapers/latest/s3-optimizing-performance-best-practices/timeouts-and-retries-for-latency-sensitive-applications.html
 */
export const LATENCY_MILLISECONDS = { table: 10, files: 100, mail: 100 } as const;

/**
 * Memory at which a function has one processor; it has a share of one below.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
export const MEGABYTES_OF_A_PROCESSOR = 1_769;

/**
 * Memory an Express execution of these workflows is charged for: 50 MB, its definition and its payloads come to less.
 *
 * @see https://aws.amazon.com/step-functions/pricing/
 */
export const EXPRESS_MEGABYTES = 64;
/** Durations of Express executions are rounded up to this. */
export const EXPRESS_STEP_SECONDS = 0.1;

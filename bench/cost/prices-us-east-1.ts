/**
 * List prices of us-east-1 in US dollars, as looked up on 28 November 2026, without free tiers and discounts; the first
 * step of each scale. AWS's own pages fill most of their tables in by script: `source` is the page of AWS that says what
 * is charged, `read` where the figure was read.
 */
export interface Price {
  /** Dollars for `per` units. */
  readonly usd: string;
  readonly per: number;
  readonly source: string;
  readonly read: string;
}

export const REGION = 'us-east-1';
export const LOOKED_UP = '2026-11-28';

const GB = 1_024 ** 3;
const MILLION = 1_000_000;
const STEP_FUNCTIONS = 'https://aws.amazon.com/step-functions/pricing/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const S3 = 'https://aws.amazon.com/s3/pricing/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const API_GATEWAY = 'https://aws.amazon.com/api-gateway/pricing/';

const EXPRESS_READ = 'https://www.wring.co/blog/aws-step-functions-pricing-guide';
const LAMBDA_READ = 'https://cloudchipr.com/blog/aws-lambda-pricing';
const DYNAMODB_READ = 'https://airbyte.com/data-engineering-resources/dynamodb-pricing';
const S3_READ = 'https://devnotes.tech/understanding-aws-s3-pricing-a-complete-cost-breakdown-with-examples';
const LOGS_READ = 'https://c3x.dev/blog/cloudwatch-logs-cost-optimization';
const HTTP_READ = 'https://www.apigatewaycost.com/aws';

export const PRICES = {
  /** A transition of a Standard workflow. */
  standardTransition: { usd: '25', per: MILLION, source: STEP_FUNCTIONS, read: STEP_FUNCTIONS },
  expressRequest: { usd: '1', per: MILLION, source: STEP_FUNCTIONS, read: STEP_FUNCTIONS },
  expressGbSecond: { usd: '16.67', per: MILLION, source: STEP_FUNCTIONS, read: EXPRESS_READ },
  lambdaRequest: { usd: '0.20', per: MILLION, source: LAMBDA, read: LAMBDA_READ },
  /** On arm64. INIT is charged as well since August 2025. */
  lambdaGbSecond: { usd: '13.3334', per: MILLION, source: LAMBDA, read: LAMBDA_READ },
  /** On demand, Standard table class. */
  writeUnit: { usd: '0.625', per: MILLION, source: DYNAMODB, read: DYNAMODB_READ },
  readUnit: { usd: '0.125', per: MILLION, source: DYNAMODB, read: DYNAMODB_READ },
  tableByteMonth: { usd: '0.25', per: GB, source: DYNAMODB, read: 'https://aws.amazon.com/dynamodb/pricing/' },
  /** Point-in-time recovery, by the size of the table. */
  recoveryByteMonth: { usd: '0.20', per: GB, source: DYNAMODB, read: 'https://finops.com.py/services/dynamodb/backups' },
  /** PUT, COPY, POST, LIST. */
  putRequest: { usd: '0.005', per: 1_000, source: S3, read: S3_READ },
  /** GET, HEAD and all others; DELETE is free. */
  getRequest: { usd: '0.0004', per: 1_000, source: S3, read: S3_READ },
  fileByteMonth: { usd: '0.023', per: GB, source: S3, read: S3_READ },
  logByte: { usd: '0.50', per: GB, source: CLOUDWATCH, read: LOGS_READ },
  logByteMonth: { usd: '0.03', per: GB, source: CLOUDWATCH, read: LOGS_READ },
  /** HTTP API, by 512 KB. */
  httpRequest: { usd: '1', per: MILLION, source: API_GATEWAY, read: HTTP_READ },
  /** Data out to the internet. */
  outByte: { usd: '0.09', per: GB, source: API_GATEWAY, read: HTTP_READ },
  mail: {
    usd: '0.10',
    per: 1_000,
    source: 'https://aws.amazon.com/ses/pricing/',
    read: 'https://www.acecloudinterviews.com/tutorials/aws/ses/',
  },
} as const satisfies Record<string, Price>;
export type PriceName = keyof typeof PRICES;

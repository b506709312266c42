/** What fails on the way to a stage, as a sentence: what is wrong and what to do. */

const NO_CREDENTIALS = 'there are no AWS credentials. Sign in (aws sso login), or name a profile with AWS_PROFILE';
const BAD_CREDENTIALS = 'AWS does not take these credentials (any more). Sign in again, or name another profile with AWS_PROFILE';
const FORBIDDEN = 'AWS does not allow it. What you need to be allowed: npm run -s operator-policy';
const ABSENT = 'it is not there. Deploy it (docs/deploy.md), or name its account and region with AWS_PROFILE and AWS_REGION';
const NO_REGION = 'no region is set. Name it with AWS_REGION, or in the profile';

const BY_NAME: Readonly<Record<string, string>> = {
  CredentialsProviderError: NO_CREDENTIALS,
  TokenProviderError: BAD_CREDENTIALS,
  ExpiredToken: BAD_CREDENTIALS,
  ExpiredTokenException: BAD_CREDENTIALS,
  InvalidAccessKeyId: BAD_CREDENTIALS,
  InvalidClientTokenId: BAD_CREDENTIALS,
  InvalidSignatureException: BAD_CREDENTIALS,
  SignatureDoesNotMatch: BAD_CREDENTIALS,
  UnrecognizedClientException: BAD_CREDENTIALS,
  AccessDenied: FORBIDDEN,
  AccessDeniedException: FORBIDDEN,
  NoSuchBucket: ABSENT,
  ResourceNotFoundException: ABSENT,
  StateMachineDoesNotExist: ABSENT,
};

/** What an error of AWS means to a person, or undefined if it is none of these. Errors that wrap one are looked into. */
export function stageTroubleOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message, cause } = error;
  const sentence = message === 'Region is missing' ? NO_REGION : BY_NAME[name];
  return sentence === undefined ? stageTroubleOf(cause) : `${sentence}.\n${message}`;
}

import { expect, it } from '@jest/globals';
import { InvalidInputError } from '../../shared/errors.ts';
import { stageTroubleOf } from './stage-trouble.ts';

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

it.each([
  { error: new Error('Region is missing'), says: 'no region is set. Name it with AWS_REGION, or in the profile.\nRegion is missing' },
  { error: named('CredentialsProviderError', 'Could not load credentials'), says: 'there are no AWS credentials.' },
  { error: named('TokenProviderError', 'Token is expired'), says: 'AWS does not take these credentials (any more).' },
  { error: named('AccessDeniedException', 'User: anna is not authorized to perform: dynamodb:Query'), says: 'anna is not authorized' },
  { error: named('ResourceNotFoundException', 'Function not found'), says: 'it is not there. Deploy it' },
  {
    error: new InvalidInputError('no such machine', { cause: named('StateMachineDoesNotExist', 'State Machine Does Not Exist') }),
    says: 'State Machine Does Not Exist',
  },
])('$error.name: $error.message is told as what to do', ({ error, says }) => {
  expect(stageTroubleOf(error)).toContain(says);
});

it('leaves every other error as it is', () => {
  expect(stageTroubleOf(new RangeError('negative'))).toBeUndefined();
  expect(stageTroubleOf('text')).toBeUndefined();
});

import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';

import { s3Files } from './s3-files.ts';

/** What a stand-in never answers, given by hand, in turn. */
function bucketThatAnswers(...answers: unknown[]) {
  const sent: { command: string; input: Record<string, unknown> }[] = [];
  const send = async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
    sent.push({ command: command.constructor.name.replace(/Command$/, ''), input: command.input });
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { files: s3Files({ send } as unknown as S3Client, 'bucket', { isArchive: false }), sent };
}

const answered = (name: string, httpStatusCode: number): Error => Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
const BYTES = Buffer.from('hello');

describe('put first', () => {
  it('takes what is there as success and asks nothing more, so the right to put is enough', async () => {
    const { files, sent } = bucketThatAnswers(answered('PreconditionFailed', 412));
    await files.putFirst('a/b.pdf', BYTES, 'application/pdf');
    expect(sent.map(({ command, input }) => [command, input['IfNoneMatch']])).toEqual([['PutObject', '*']]);
  });

  it.each([
    { error: answered('ConditionalRequestConflict', 409), name: 'TransientError' },
    { error: answered('SlowDown', 503), name: 'TransientError' },
    { error: answered('AccessDenied', 403), name: 'AccessDenied' },
  ])('turns $error.name into $name', async ({ error, name }) => {
    await expect(bucketThatAnswers(error).files.putFirst('a', BYTES, 'text/plain')).rejects.toMatchObject({ name });
  });
});

describe('put', () => {
  it('is asked for again after another put of the key at the same time, of which S3 says nothing more', async () => {
    const { files, sent } = bucketThatAnswers(answered('ConditionalRequestConflict', 409));
    await expect(files.put('a', BYTES, 'text/plain')).rejects.toMatchObject({ name: 'TransientError' });
    expect(sent).toHaveLength(1);
  });

  it('is asked for again when what was there is gone by the time it is compared', async () => {
    const { files } = bucketThatAnswers(answered('PreconditionFailed', 412), answered('NotFound', 404));
    await expect(files.put('a', BYTES, 'text/plain')).rejects.toMatchObject({ name: 'TransientError' });
  });
});

describe('remove', () => {
  const refused = (...codes: string[]) => ({ Errors: codes.map((Code, i) => ({ Key: `key-${i}`, Code, Message: 'no' })) });

  it.each([
    { codes: ['SlowDown'], name: 'TransientError', says: '1 of 2 files; key-0: SlowDown' },
    { codes: ['InternalError', 'SlowDown'], name: 'TransientError', says: '2 of 2 files; key-0: InternalError' },
    { codes: ['SlowDown', 'AccessDenied'], name: 'Error', says: '2 of 2 files; key-1: AccessDenied' },
  ])('says which files are left when S3 refuses some of them: $codes', async ({ codes, name, says }) => {
    const removing = bucketThatAnswers(refused(...codes)).files.remove(['key-0', 'key-1']);
    await expect(removing).rejects.toMatchObject({ name, message: expect.stringContaining(says) });
  });
});

describe('list', () => {
  const page = (keys: string[], NextContinuationToken?: string) => ({
    Contents: keys.map((Key) => ({ Key })),
    IsTruncated: NextContinuationToken !== undefined,
    NextContinuationToken,
  });

  it('goes on behind pages without a key', async () => {
    const { files, sent } = bucketThatAnswers(page([], 'one'), page([], 'two'), page(['a/1', 'a/2'], 'three'));
    expect(await files.list('a/')).toEqual({ keys: ['a/1', 'a/2'], next: 'a/2' });
    expect(sent.map(({ input }) => input['ContinuationToken'])).toEqual([undefined, 'one', 'two']);
  });

  it('ends with a last page without a key', async () => {
    const { files } = bucketThatAnswers(page([], 'one'), page([]));
    expect(await files.list('a/')).toEqual({ keys: [] });
  });

  it('leaves out objects that are no files of ours, and goes on behind them', async () => {
    const { files } = bucketThatAnswers(page(['a/.hidden', 'a/folder/'], 'one'));
    expect(await files.list('a/')).toEqual({ keys: [], next: 'a/folder/' });
  });
});

describe('url', () => {
  const client = new S3Client({ region: 'eu-central-1', credentials: { accessKeyId: 'standin', secretAccessKey: 'standinsecret' } });
  const files = s3Files(client, 'bucket', { isArchive: true });

  it('names the download by the last part of the key, in quotes that no key can end', async () => {
    const url = new URL(await files.url('acme/2026/RE=1@b_c-2.d.pdf', 60));
    expect(url.searchParams.get('response-content-disposition')).toBe('attachment; filename="RE=1@b_c-2.d.pdf"');
    for (const key of ['a"; filename="b', 'a\\', 'a\r\nSet-Cookie: b', "a'b"]) {
      await expect(files.url(key, 60)).rejects.toMatchObject({ name: 'InvalidInputError' });
    }
  });

  it.each([
    [1, '1'],
    [300, '300'],
    [301, '300'],
    [86_400, '300'],
  ])('is valid for 300 seconds at most: of %i asked for, %s', async (seconds, expected) => {
    expect(new URL(await files.url('a', seconds)).searchParams.get('X-Amz-Expires')).toBe(expected);
  });
});

/** What the archive's policy denies, as it is deployed, to someone whom IAM allows everything. */
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from '@jest/globals';

import { archiveBucket, filesBucket } from '../../shared/config.ts';
import { openEmulatedHome } from './emulated-home.ts';

const Key = 'policies/2026/RE-2026-000001.pdf';
const Body = 'as it was issued';

describe('the archive', () => {
  let mighty: S3Client;
  beforeAll(async () => {
    await openEmulatedHome();
    mighty = await someoneWhoMayEverything();
    await mighty.send(new PutObjectCommand({ Bucket: archiveBucket(), Key, Body, IfNoneMatch: '*' }));
    await mighty.send(new PutObjectCommand({ Bucket: filesBucket(), Key, Body }));
  });

  it('lets nobody delete, where working files may go', async () => {
    await mighty.send(new DeleteObjectCommand({ Bucket: filesBucket(), Key }));
    await expect(mighty.send(new DeleteObjectCommand({ Bucket: archiveBucket(), Key }))).rejects.toThrow(
      'with an explicit deny in a resource-based policy',
    );
  });

  it('takes a document once', async () => {
    const another = new PutObjectCommand({ Bucket: archiveBucket(), Key, Body: 'another', IfNoneMatch: '*' });
    await expect(mighty.send(another)).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });
});

async function someoneWhoMayEverything(): Promise<S3Client> {
  const iam = new IAMClient();
  const UserName = 'mighty';
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'everything', PolicyDocument: JSON.stringify(everything) }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return new S3Client({ credentials: { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! } });
}

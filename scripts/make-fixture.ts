/**
 * Makes the data folder that every later version must open: `node scripts/make-fixture.ts test/fixtures/data-1.tar.gz`.
 * Made once a data format, by the version that introduced it; a fixture that is there is never made again.
 */
import { openFixtureFolder, packFixture, requireNewFixture, sendFixture } from '../test/support/fixture-folder.ts';
import { FIXTURE_EVENTS } from '../test/support/fixture-world.ts';

const [, , target = ''] = process.argv;
requireNewFixture(target, 'test/fixtures/data-2.tar.gz');

const { folder, process: made } = await openFixtureFolder();
for (const sent of FIXTURE_EVENTS) {
  await sendFixture(made, sent);
  if (sent.storedAt.startsWith('2026-09')) {
    await made.run('2026-09', '2026-10-02T05:00:00Z');
    await made.release('kranich-2026-09-1', 'cfo@kranich.example');
  }
}
await made.run('2026-10', '2026-11-02T05:00:00Z');
await made.close();
packFixture(target, { from: folder, names: ['data'], folder });

import type { EmbeddedPorts } from '../../local/embedded-ports.ts';
import type { Ports } from '../../shared/ports.ts';
import { mailSentOnce } from '../../shared/send-once.ts';
import { countedFiles } from './counted-files.ts';
import { countedTable } from './counted-table.ts';
import type { Meter } from './meter.ts';

/** The ports of a data folder, counted. Mail is counted and not sent. */
export function countedPorts(ports: EmbeddedPorts, meter: Meter): Ports {
  const table = countedTable(ports.table, meter);
  const deliver = (): Promise<boolean> =>
    meter.waiting('mail', async () => {
      meter.add('mails', 1);
      return true;
    });
  return {
    table,
    files: countedFiles(ports.files, 'workingBytes', meter),
    archive: countedFiles(ports.archive, 'archiveBytes', meter),
    mail: mailSentOnce(() => table, { leaseSeconds: 0, deliver }),
    executions: ports.executions,
    steps: ports.steps,
    secrets: ports.secrets,
  };
}

import type { BackedUp } from './backup.ts';
import { counted } from './report.ts';
import type { Restored } from './restore.ts';

export function backupReport({ manifest, copied, lost }: BackedUp, folder: string, command: string): string[] {
  const all = manifest.files.length;
  return [
    `Backed up to ${folder}: 2 databases and ${counted(all)} files, ${counted(copied)} of them new; read back, each as it was.`,
    ...(lost.length > 0
      ? [
          `${counted(lost.length)} documents are gone from the archive here, and this backup still has them:`,
          ...lost.slice(0, 5).map((path) => `  ${path}`),
          `See what is missing with: ${command} verify`,
        ]
      : []),
  ];
}

export function restoreReport({ manifest, sellers, movedTo }: Restored, data: string, command: string): string[] {
  return [
    `Restored ${data} as it was on ${manifest.takenAt}: 2 databases and ${counted(manifest.files.length)} files, each as it was backed up.`,
    ...(movedTo === undefined ? [] : [`What was there lies in ${movedTo} now.`]),
    ...(sellers.length === 0
      ? []
      : [
          `Issuing is locked: numbers may have been given out since. With the newest archive there is:`,
          `  ${command} verify --reconcile --archive <folder> --data ${data}`,
          `Or without --archive, if nothing was issued after the backup.`,
        ]),
  ];
}

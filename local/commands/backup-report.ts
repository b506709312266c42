import type { BackedUp } from './backup.ts';
import { counted, countOf } from './report.ts';
import type { Restored } from './restore.ts';
import { typed } from './typed.ts';

export function backupReport({ manifest, copied, lost }: BackedUp, folder: string): string[] {
  const all = manifest.files.length;
  return [
    `Backed up to ${folder}: 2 databases and ${countOf(all, 'file')}, ${counted(copied)} of them new; read back, each as it was.`,
    ...(lost.length > 0
      ? [
          `${lost.length === 1 ? 'One document is' : `${counted(lost.length)} documents are`} gone from the archive here, and this backup still has ${lost.length === 1 ? 'it' : 'them'}:`,
          ...lost.slice(0, 5).map((path) => `  ${path}`),
          `See what is missing with: ${typed('verify')}`,
        ]
      : []),
  ];
}

export function restoreReport({ manifest, sellers, movedTo }: Restored, data: string): string[] {
  return [
    `Restored ${data} as it was on ${manifest.takenAt}: 2 databases and ${countOf(manifest.files.length, 'file')}, each as it was backed up.`,
    ...(movedTo === undefined ? [] : [`What was there lies in ${movedTo} now.`]),
    ...(manifest.users ? [`Who could sign in then can again, and has to; look whether all still should: ${typed('users')}`] : []),
    ...(sellers.length === 0
      ? []
      : [
          `Issuing is locked: numbers may have been given out since. With the newest archive there is:`,
          `  ${typed('verify --reconcile --archive <folder>')}`,
          `Or without --archive, if nothing was issued after the backup.`,
        ]),
  ];
}

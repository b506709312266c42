import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** The files in a PDF, as a reader finds them by name. */
export async function attachmentsIn(pdf: Uint8Array): Promise<{ name: string; text: string }[]> {
  const task = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
  const document = await task.promise;
  const found = (await document.getAttachments()) ?? new Map<string, { filename: string }>();
  const files = await Promise.all(
    [...found].map(async ([id, { filename }]) => ({
      name: filename,
      text: Buffer.from((await document.getAttachmentContent(id)) ?? []).toString('utf8'),
    })),
  );
  await task.destroy();
  return files;
}

/** The XMP packet of a PDF, which lies in it as it is. */
export function metadataIn(pdf: Uint8Array): string {
  const text = Buffer.from(pdf).toString('utf8');
  const start = text.indexOf('<?xpacket begin');
  return text.slice(start, text.indexOf('<?xpacket end', start));
}

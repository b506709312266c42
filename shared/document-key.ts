/** A document as its place in the archive names it. */
interface NamedDocument {
  readonly sellerId: string;
  readonly number: string;
  /** Day the number was given out; the archive has a folder a year. */
  readonly issueDate: string;
}

/** Where the document of a number lies in the archive; that of a void number lies beside it, as what it is. */
export function documentKey({ sellerId, number, issueDate }: NamedDocument, isVoid: boolean): string {
  return `${sellerId}/${issueDate.slice(0, 4)}/${number}${isVoid ? '-VOID' : ''}.pdf`;
}

/** Where a dunning letter lies: beside the document of its invoice. @param step its place in the plan of the case */
export function letterKey(invoiceKey: string, n: number, step: number): string {
  return invoiceKey.replace(/\.pdf$/, `-dunning-${n}-${step}.pdf`);
}

/** The key of the document that a file lies beside: an electronic invoice, or a letter. That of a document is its own. */
export function besideDocument(key: string): string {
  return key.replace(/(-dunning-\d+-\d+)?\.(pdf|xml)$/, '.pdf');
}

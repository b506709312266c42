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

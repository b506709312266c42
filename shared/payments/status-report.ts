import { declaredText } from '../bank/declared-text.ts';
import { all, first, textAt, xmlTree } from '../bank/xml-tree.ts';
import type { Element } from '../bank/xml-tree.ts';
import { InvalidInputError } from '../errors.ts';

/** What a bank says of a collection it was given. */
export interface StatusReport {
  /** The collection. */
  readonly collection: string;
  /** What is rejected, with the bank's code: all of it, orders of it, or debits by their ids. */
  readonly rejected: readonly Rejection[];
}

export interface Rejection {
  readonly what: 'collection' | 'order' | 'debit';
  readonly id: string;
  readonly code: string;
}

const MESSAGE = 'pain.002.001.10';
const REJECTED = 'RJCT';

/**
 * What is rejected by a report in the format pain.002.001.10; what is accepted is no money yet.
 *
 * @throws {InvalidInputError} if it is of another format, broken, or not about a file of direct debits
 * @see docs/sources.md#sepa-direct-debit
 */
export function statusReport(bytes: Uint8Array): StatusReport {
  const { root, namespace } = xmlTree(declaredText(bytes));
  const { name: element } = root;
  if (namespace !== `urn:iso:std:iso:20022:tech:xsd:${MESSAGE}` || element !== 'Document')
    throw new InvalidInputError(`is <${element}> of "${namespace}". Reports in ${MESSAGE} are read.`);
  const group = first(root, 'CstmrPmtStsRpt/OrgnlGrpInfAndSts');
  const collection = group && textAt(group, 'OrgnlMsgId');
  if (!group || collection === undefined) throw new InvalidInputError('names no message that it is about (OrgnlGrpInfAndSts/OrgnlMsgId).');
  const kind = textAt(group, 'OrgnlMsgNmId') ?? '';
  if (!kind.startsWith('pain.008')) throw new InvalidInputError(`is about a message ${kind}, and direct debits are pain.008.`);
  const rejected: Rejection[] = isRejected(group, 'GrpSts') ? [{ what: 'collection', id: collection, code: codeOf(group) }] : [];
  for (const order of all(root, 'CstmrPmtStsRpt/OrgnlPmtInfAndSts')) {
    const id = textAt(order, 'OrgnlPmtInfId') ?? '';
    if (isRejected(order, 'PmtInfSts')) rejected.push({ what: 'order', id, code: codeOf(order) });
    for (const debit of all(order, 'TxInfAndSts').filter((it) => isRejected(it, 'TxSts')))
      rejected.push({ what: 'debit', id: textAt(debit, 'OrgnlEndToEndId') ?? '', code: codeOf(debit) });
  }
  return { collection, rejected };
}

const isRejected = (element: Element, status: string): boolean => textAt(element, status) === REJECTED;

function codeOf(element: Element): string {
  return textAt(element, 'StsRsnInf/Rsn/Cd') ?? textAt(element, 'StsRsnInf/Rsn/Prtry') ?? 'without reason';
}

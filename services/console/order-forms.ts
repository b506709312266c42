import { includesRole } from '../../shared/signed-in.ts';
import { decisionForm } from './decision-form.ts';
import { tokenField, type Frame } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import type { ShownOrder } from './shown-order.ts';

/** States in which an order can be cancelled. */
const CANCELLABLE: readonly ShownOrder['order']['state'][] = ['placed', 'reserved', 'invoiced', 'confirmed'];

/** What a person can decide on an order. */
export function orderDecisions({ viewer, formToken }: Frame, view: ShownOrder, href: string): Markup {
  const { state } = view.order;
  const isCancellable = CANCELLABLE.includes(state);
  if (!isCancellable && !isLeftToCredit(view)) return NOTHING;
  if (!includesRole(viewer.role, 'biller'))
    return html`<section class="card"><p class="body small">To decide on it takes the role of a biller.</p></section>`;
  const plain = (act: string, button: string, style = '', more: Markup = NOTHING): Markup =>
    html`<form method="post" action="${href}" class="part">
      ${tokenField(formToken)}<input type="hidden" name="act" value="${act}" />${more}<button class="button ${style}">${button}</button>
    </form>`;
  return html`<section class="card" aria-labelledby="decide">
    <header>
      <h2 id="decide">Decide</h2>
      <span class="small">${WAITS[state] ?? NOTHING}</span>
    </header>
    ${state === 'confirmed' ? plain('ship', 'The goods were sent', 'primary') : NOTHING}
    ${state === 'invoiced' ? plain('retry', 'Try the payment again', 'primary') : NOTHING}
    ${isCancellable ? cancelForm(view, formToken, href) : plain('cancel', 'Credit its invoice', '', reasonOf(view))}
  </section>`;
}

const WAITS: Readonly<Partial<Record<ShownOrder['order']['state'], string>>> = {
  confirmed: 'Its goods wait to be sent',
  invoiced: 'It waits for its payment',
  cancelled: 'It is cancelled, and its invoice is not credited',
};

function cancelForm({ order }: ShownOrder, formToken: string, href: string): Markup {
  const credits =
    order.number === undefined ? 'Nothing is invoiced yet.' : `${order.number} is credited in full; the credit note says why.`;
  return decisionForm({
    ...{ formToken, href, act: 'cancel', summary: 'Cancel the order…', button: 'Cancel the order', mostReason: 300, style: 'danger' },
    content: html`<p class="small">Its goods are free at once, and the customer is told. ${credits} That can’t be taken back.</p>`,
  });
}

/** Whether an order was cancelled, and whoever did so died before its credit note was begun. */
function isLeftToCredit({ order, invoice }: ShownOrder): boolean {
  return order.state === 'cancelled' && invoice?.facts.content !== undefined && invoice.notes.length === 0;
}

/** Why it was cancelled, said again. */
function reasonOf({ order }: ShownOrder): Markup {
  return html`<input type="hidden" name="reason" value="${order.ended?.reason ?? `Order ${order.id}`}" />`;
}

import type { StockedItem } from '../../shared/orders/stocked-item.store.ts';
import { counted } from './counts.ts';
import { page, type Frame } from './layout.ts';
import { moreLink } from './list-page.ts';
import { listTable } from './list-table.ts';
import { html, type Markup } from './markup.ts';
import { dayText } from './moments.ts';

interface StockAbout {
  readonly items: readonly StockedItem[];
  readonly next?: string | undefined;
}

/** Items of the catalog, with what there is of each. */
export function stockPageOf(frame: Frame, { items, next }: StockAbout): Markup {
  const base = `/sellers/${frame.seller.id}/stock`;
  return page(frame, {
    part: 'stock',
    title: 'Stock',
    about: 'What there is of each item of the catalog. What is kept for orders is on hand until it is sent.',
    content: html`<section class="card" aria-label="Items">
      ${items.length === 0 ? html`<p class="empty"><b>No items</b>What is sold by the piece is a part of the catalog.</p>` : tableOf(items, base, frame.seller.zone)}
      ${moreLink(base, next, 'More items')}
    </section>`,
  });
}

function tableOf(items: readonly StockedItem[], base: string, zone: string): Markup {
  return listTable(
    ['Item', { figure: 'On hand' }, { figure: 'Kept for orders' }, { figure: 'Free' }],
    items.map(
      ({ item, name, onHand, reserved, free, outSince }) =>
        html`<tr>
          <td>
            <a class="name" href="${base}/${item}">${name}</a
            ><span class="small">${item}${outSince === undefined ? '' : ` · none is free since ${dayText(outSince, zone)}`}</span>
          </td>
          <td class="figure" data-label="On hand">${counted(onHand)}</td>
          <td class="figure" data-label="Kept for orders">${counted(reserved)}</td>
          <td class="figure" data-label="Free">${counted(free)}</td>
        </tr>`,
    ),
  );
}

import { countOf } from './counts.ts';
import type { CustomersPage } from './customers.store.ts';
import { page, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';

/** Customers of a seller, to be found by name and id. */
export function customersPageOf(frame: Frame, { customers, next, lookedAt }: CustomersPage, search: string): Markup {
  const base = `/sellers/${frame.seller.id}/customers`;
  const list = listTable(
    ['Customer', 'Place', 'Mail'],
    customers.map(
      ({ id, name, address, email }) =>
        html`<tr>
          <td>
            <a class="name" href="${base}/${id}">${name}</a>
            <span class="small">${id}</span>
          </td>
          <td data-label="Place">${address.city}, ${address.country}</td>
          <td class="gone">${email}</td>
        </tr>`,
    ),
  );
  const empty =
    search === ''
      ? html`<p class="empty"><b>No customer yet</b>An import brings them.</p>`
      : html`<p class="empty"><b>Nothing found</b>No customer has these words in its name or id.</p>`;
  const none =
    next === undefined
      ? empty
      : html`<p class="empty"><b>None among ${countOf(lookedAt ?? 0, 'customer')}</b>The search goes on below.</p>`;
  const again = new URLSearchParams({ ...(search === '' ? {} : { search }), after: next ?? '' }).toString();
  return page(frame, {
    part: 'customers',
    title: 'Customers',
    content: html`<form class="filter" action="${base}" role="search">
        <div class="wide">
          <label for="search">Name or id</label>
          <input id="search" name="search" type="search" value="${search}" maxlength="100" />
        </div>
        <button class="button">Find</button>
      </form>
      <section class="card">
        ${customers.length === 0 ? none : list}
        ${next === undefined ? NOTHING : html`<p class="more"><a href="${base}?${again}">${search === '' ? 'More customers' : 'Look further'}</a></p>`}
      </section>`,
  });
}

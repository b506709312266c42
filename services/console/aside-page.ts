import { includesRole } from '../../shared/signed-in.ts';
import { reasonTitle } from './aside-reason.ts';
import type { AsidePage } from './aside.store.ts';
import { page, tokenField, type Frame } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { monthText } from './moments.ts';

/** Whom a run leaves out, one by one, each with what is to be mended and the way back. */
export function asidePageOf(frame: Frame, { run, customers, next, isRepairable }: AsidePage, reason: string | undefined): Markup {
  const href = `/sellers/${frame.seller.id}/runs/${run.id}`;
  const mayRepair = isRepairable && includesRole(frame.viewer.role, 'biller');
  const query = reason === undefined ? '' : `reason=${encodeURIComponent(reason)}&`;
  const rows = customers.map(
    ({ customerId, name, reason: why }) =>
      html`<tr>
        <td>
          <a class="name" href="${href}/drafts/${customerId}">${name}</a>
          <span class="small">${customerId}</span>
        </td>
        <td>
          ${reasonTitle(why)}${why.cause === '' ? NOTHING : html`<span class="small">${why.cause}</span>`}
          ${why.advice === undefined ? NOTHING : html`<span class="small">${why.advice}</span>`}
        </td>
        <td class="figure">${mayRepair ? repairForm(frame, href, run.review?.contentHash ?? '', { customerId, name }) : NOTHING}</td>
      </tr>`,
  );
  return page(frame, {
    part: 'runs',
    title: `Set aside in ${monthText(run.month)}`,
    crumb: { href, words: run.id },
    about: isRepairable
      ? 'Mend the cause first. Who is prepared again is reviewed anew before the release.'
      : 'A further run of the month bills them, once the cause is mended.',
    content: html`<section class="card">
      ${
        customers.length === 0
          ? html`<p class="empty"><b>Nobody here</b>Nobody is set aside in this run${reason === undefined ? '' : ' for this reason'}.</p>`
          : html`<table>
              <thead>
                <tr>
                  <th>Customer</th>
                  <th>Reason</th>
                  <th><span class="hidden">What to do</span></th>
                </tr>
              </thead>
              <tbody>
                ${rows}
              </tbody>
            </table>`
      }
      ${next === undefined ? NOTHING : html`<p class="more"><a href="${href}/aside?${query}after=${next}">More customers</a></p>`}
    </section>`,
  });
}

/** The button that has one customer prepared again. */
export function repairForm(
  { formToken }: Pick<Frame, 'formToken'>,
  href: string,
  contentHash: string,
  { customerId, name }: { readonly customerId: string; readonly name: string },
): Markup {
  return html`<form method="post" action="${href}/repair">
    ${tokenField(formToken)}<input type="hidden" name="contentHash" value="${contentHash}" />
    <button class="button row" name="customer" value="${customerId}" aria-label="Repair ${name}">Repair</button>
  </form>`;
}

import type { LoggedStatement } from '../../shared/bank/statement-log.store.ts';
import type { TakenStatement } from '../../shared/bank/statement-intake.store.ts';
import { includesRole } from '../../shared/signed-in.ts';
import { badge } from './badge.ts';
import { counted, countOf } from './counts.ts';
import { page, tokenField, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { momentText } from './moments.ts';
import { paymentsTabs } from './payments-tabs.ts';

interface StatementsAbout {
  readonly statements: readonly LoggedStatement[];
  readonly next?: string | undefined;
  /** What became of the file that was just given, and how it is called. */
  readonly taken?: { readonly name: string; readonly what: TakenStatement } | undefined;
  /** Bytes of a file at most. */
  readonly most: number;
}

/** Statements of the bank: a file is given here, and what became of those before. */
export function statementsPageOf(frame: Frame, { statements, next, taken, most }: StatementsAbout): Markup {
  const href = `/sellers/${frame.seller.id}/payments/statements`;
  return page(frame, {
    part: 'payments',
    title: 'Payments',
    about: 'A statement counts as a whole or not at all; what is certain of it is matched at once.',
    content: html`${paymentsTabs(frame, 'statements')}${taken ? takenNotice(taken, href) : NOTHING}
      ${includesRole(frame.viewer.role, 'biller') ? formOf(frame, href, most) : html`<p class="notice">To import a statement takes the role of a biller.</p>`}
      <section class="card" aria-labelledby="statements">
        <header><h2 id="statements">Imported, and refused</h2></header>
        ${statements.length === 0 ? html`<p class="empty"><b>No statement yet</b>Import the first one above, or by the command line.</p>` : tableOf(statements, frame.seller.zone)}
        ${next === undefined ? NOTHING : html`<p class="more"><a href="${href}?after=${encodeURIComponent(next)}">Earlier ones</a></p>`}
      </section>`,
  });
}

function takenNotice({ name, what }: NonNullable<StatementsAbout['taken']>, href: string): Markup {
  if (what.outcome === 'refused')
    return html`<div class="notice trouble" role="alert">
      <p><b>${name} was not imported, and nothing of it is booked.</b> The file is kept.</p>
      <p>${what.reason}</p>
    </div>`;
  const bank = href.replace(/statements$/, 'bank');
  return html`<p class="notice" role="status">
    ${what.isNew ? `${name}: ${countOf(what.transactions, 'transaction')}, ${counted(what.added)} of them new.` : `${name} was imported before; nothing was changed.`}
    <a href="${bank}">What is not matched</a>
  </p>`;
}

function formOf({ formToken }: Frame, href: string, most: number): Markup {
  return html`<section class="card" aria-labelledby="import">
    <header><h2 id="import">Import a statement</h2></header>
    <form method="post" action="${href}" enctype="multipart/form-data" class="body form stack">
      ${tokenField(formToken)}
      <div>
        <label for="file">File of the bank: camt.053.001.08, or CSV</label>
        <input id="file" name="file" type="file" accept=".xml,.csv,text/xml,text/csv" required />
        <p class="small">At most ${most / 1024 / 1024} MB; larger ones by the command line.</p>
      </div>
      <details>
        <summary>Columns of a CSV file</summary>
        <div>
          <label for="mapping">Mapping, YAML</label>
          <textarea id="mapping" name="mapping" class="mono" rows="8" spellcheck="false" aria-describedby="mapping-hint"></textarea>
          <p class="small" id="mapping-hint">As docs/payments.md shows it; a file of XML needs none.</p>
        </div>
      </details>
      <button class="button primary">Import</button>
    </form>
  </section>`;
}

function tableOf(statements: readonly LoggedStatement[], zone: string): Markup {
  return listTable(
    ['File', 'What became of it', 'When', { figure: 'Transactions' }],
    statements.map(
      ({ name, file, at, by, refused, count }) =>
        html`<tr>
          <td><span class="name">${name}</span><span class="small mono">${file.slice(0, 16)}</span></td>
          <td data-label="What became of it">
            ${refused === undefined ? badge('done', 'Imported') : html`${badge('failed', 'Refused')}<span class="small">${refused}</span>`}
          </td>
          <td data-label="When">${momentText(at, zone)}<span class="small">${by}</span></td>
          <td class="figure" data-label="Transactions">${count === undefined ? '–' : counted(count)}</td>
        </tr>`,
    ),
  );
}

import { page, type Frame } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import type { ReadMail } from './outbox.store.ts';

/** One mail of the outbox: as its reader sees it, as text, its headers, and what is attached. */
export function mailPageOf(frame: Frame, { key, headers, subject, text, html: letter, attachments }: ReadMail): Markup {
  const base = `/sellers/${frame.seller.id}/mails`;
  const named = encodeURIComponent(key);
  return page(frame, {
    part: 'mails',
    title: subject,
    crumb: { href: base, words: 'Mails' },
    content: html`<section class="card" aria-labelledby="headers">
        <header><h2 id="headers">Headers</h2></header>
        <dl class="facts body">
          ${headers.map(
            ([name, value]) =>
              html`<dt>${name}</dt>
                <dd>${value}</dd>`,
          )}
        </dl>
      </section>
      ${attachments.length === 0 ? NOTHING : attachedCard(`${base}/attachment.bin?key=${named}`, attachments)}
      ${
        letter === undefined
          ? NOTHING
          : html`<section class="card" aria-labelledby="letter">
              <header><h2 id="letter">As it is shown</h2></header>
              <iframe class="letter" sandbox title="The mail as it is shown" src="${base}/page.html?key=${named}"></iframe>
            </section>`
      }
      <section class="card" aria-labelledby="text">
        <header><h2 id="text">As text</h2></header>
        <pre class="written">${text}</pre>
      </section>`,
  });
}

function attachedCard(href: string, attachments: ReadMail['attachments']): Markup {
  return html`<section class="card" aria-labelledby="attached">
    <header><h2 id="attached">Attached</h2></header>
    <ul class="body">
      ${attachments.map(({ name, bytes }, i) => html`<li><a href="${href}&amp;n=${i}">${name}</a>, ${sizeText(bytes.length)}</li>`)}
    </ul>
  </section>`;
}

/** 42 KB */
function sizeText(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1_000))} KB`;
}

import { html, NOTHING, type Markup } from './markup.ts';

/** Rows of a catalog on a page. */
const PAGE = 60;

interface Listing<Entry> {
  readonly nameOf: (entry: Entry) => string;
  /** Rows an entry takes; one if not given. */
  readonly rowsOf?: (entry: Entry) => number;
  /** Rows of a page. */
  readonly most?: number;
}

/** A page of a list that was read whole, since it is a small one: what is behind a place, and where the next page begins. */
export function listPage<Entry>(
  all: readonly Entry[],
  after: string | undefined,
  { nameOf, rowsOf = () => 1, most = PAGE }: Listing<Entry>,
): { shown: Entry[]; next?: string } {
  const start = after === undefined ? 0 : all.findIndex((it) => nameOf(it) === after) + 1;
  const shown: Entry[] = [];
  let rows = 0;
  for (const entry of all.slice(start)) {
    rows += rowsOf(entry);
    if (rows > most && shown.length > 0) return { shown, next: nameOf(shown.at(-1)!) };
    shown.push(entry);
  }
  return { shown };
}

export function moreLink(href: string, next: string | undefined, words: string): Markup {
  return next === undefined
    ? NOTHING
    : html`<p class="more"><a href="${href}?${new URLSearchParams({ after: next }).toString()}">${words}</a></p>`;
}

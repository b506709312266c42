import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** A text as a reader of the PDF finds it; mm from the top left of its page. */
export interface PrintedText {
  readonly page: number;
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
}

const MM = 72 / 25.4;
const PAGE_HEIGHT = 297;

/** All texts of a PDF in its reading order, for tests; widths are those the file declares. No-break spaces read as spaces. */
export async function printedTexts(pdf: Uint8Array): Promise<PrintedText[]> {
  const task = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
  const document = await task.promise;
  const texts: PrintedText[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent({ disableNormalization: true });
    for (const item of items) {
      if (!('str' in item) || item.str.trim() === '') continue;
      const [left, bottom] = [item.transform[4] as number, item.transform[5] as number];
      texts.push({
        page: number,
        text: item.str.replaceAll('\u00A0', ' '),
        left: left / MM,
        right: (left + item.width) / MM,
        baseline: PAGE_HEIGHT - bottom / MM,
      });
    }
  }
  await task.destroy();
  return texts;
}

/** What the structure elements of a PDF are, in reading order: Document, H1, Table, TR and the like. */
export async function rolesIn(pdf: Uint8Array): Promise<string[]> {
  const task = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
  const document = await task.promise;
  const roles: string[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const root: unknown = await (await document.getPage(number)).getStructTree();
    roles.push(...rolesUnder(root));
  }
  await task.destroy();
  return roles;
}

function rolesUnder(node: unknown): string[] {
  const { role, children = [] } = node as { role?: string; children?: unknown[] };
  return [...(role === undefined ? [] : [role]), ...children.flatMap(rolesUnder)];
}

/** First and last baseline that a printer reaches for certain, mm. */
const REACHED = { first: 10, last: 291 } as const;

/** Texts that leave the page's edges or meet each other, in words; none in a sound document. */
export function collisions(texts: readonly PrintedText[]): string[] {
  const found = texts
    .filter(({ left, right, baseline }) => left < 10 || right > 190.1 || baseline < REACHED.first || baseline > REACHED.last)
    .map((text) => `${describe(text)} leaves the page`);
  for (const [index, a] of texts.entries()) {
    for (const b of texts.slice(index + 1)) {
      const isSideBySide = a.right <= b.left + 0.1 || b.right <= a.left + 0.1;
      if (a.page === b.page && Math.abs(a.baseline - b.baseline) < 2.4 && !isSideBySide) found.push(`${describe(a)} meets ${describe(b)}`);
    }
  }
  return found;
}

function describe({ page, text, left, right, baseline }: PrintedText): string {
  return `“${text}” (page ${page}, ${left.toFixed(1)}–${right.toFixed(1)}, ${baseline.toFixed(1)})`;
}

import PDFDocument from 'pdfkit';
import { ciiOf } from '../shared/en16931/cii.ts';
import { ublOf } from '../shared/en16931/ubl.ts';
import { fontFile } from '../services/pdf-rendering/font-files.ts';
import { codeBars, giroCodeText } from '../shared/giro-code.ts';
import { renderInvoice } from '../services/pdf-rendering/invoice-pdf.ts';
import { printedTexts } from '../test/support/printed-text.ts';
import { sampleInvoice, twelveLines } from '../test/support/sample-invoice.ts';

/**
 * How long a warm process takes for a document, beside the same twelve lines written onto a bare page by pdfkit: with
 * Helvetica, which needs no font in the file, and with the TrueType file opened in each document, the usual way. Each in
 * turn with the others, in processor time, so that the machine is the same.
 */
const ROUNDS = 9;

const twelve = sampleInvoice(twelveLines());
const { bank } = twelve.seller;
const PAYMENT = { beneficiary: bank.holder, iban: bank.iban, bic: bank.bic };
const twoHundred = sampleInvoice(Array.from({ length: 200 }, (_, i) => twelveLines()[i % 12]!));

/** What a bare pdfkit does, beyond what the renderer uses of it. */
interface BarePage {
  on(event: 'data', told: (chunk: Uint8Array) => void): void;
  on(event: 'end', told: () => void): void;
  font(font: string | Buffer): BarePage;
  fontSize(size: number): BarePage;
  text(text: string, x: number, y: number, options: { lineBreak: false }): void;
  rect(x: number, y: number, width: number, height: number): BarePage;
  fill(): void;
  end(): void;
}
const Bare = PDFDocument as unknown as new (options: { size: 'A4'; margin: 0; font?: '' }) => BarePage;

const POINTS = 72 / 25.4;
const texts = await printedTexts(await renderInvoice(twelve));
const { bars, size } = codeBars(giroCodeText({ ...PAYMENT, amount: twelve.totals.payable, reference: twelve.number }) ?? '');

/** The same texts where they stand and the same code, without tags, archive or XML. */
async function plainPage(cuts: readonly Buffer[] | undefined): Promise<Uint8Array> {
  const page = new Bare({ size: 'A4', margin: 0, ...(cuts ? { font: '' as const } : {}) });
  const chunks: Uint8Array[] = [];
  page.on('data', (chunk) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => page.on('end', resolve));
  page.fontSize(8.5);
  texts.forEach(({ text, left, baseline }, i) => {
    // Most of the page is regular; what else it is set in comes up a few times each.
    const cut = i === 0 || i % 40 === 1 ? i % 3 : 0;
    page.font(cuts?.[cut] ?? 'Helvetica').text(text, left * POINTS, baseline * POINTS - 8, { lineBreak: false });
  });
  for (const { x, y, width } of bars) page.rect(70 + (x * 70) / size, 600 + (y * 70) / size, (width * 70) / size, 70 / size);
  page.fill();
  page.end();
  await ended;
  return Buffer.concat(chunks);
}

const cuts = (['Regular', 'Medium', 'SemiBold'] as const).map((cut) => Buffer.from(fontFile(cut)));
const WAYS: Readonly<Record<string, readonly [times: number, make: () => unknown]>> = {
  'Factur-X PDF/A-3b, tagged, 12 lines': [20, () => renderInvoice(twelve)],
  'the same of 200 lines': [2, () => renderInvoice(twoHundred)],
  'plain pdfkit, Helvetica, 12 lines': [20, () => plainPage(undefined)],
  'plain pdfkit, TrueType opened each time, 12 lines': [3, () => plainPage(cuts)],
  'XML alone, CII': [400, () => ciiOf(twelve)],
  'XML alone, UBL': [400, () => ublOf(twelve, 'ubl')],
};

/** Processor milliseconds of one. */
async function timed([times, make]: readonly [number, () => unknown]): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) await make();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / times;
}

const found = new Map(Object.keys(WAYS).map((name) => [name, [] as number[]]));
for (const way of Object.values(WAYS)) for (let i = 0; i < 3; i++) await timed(way);
for (let round = 0; round < ROUNDS; round++) for (const [name, way] of Object.entries(WAYS)) found.get(name)?.push(await timed(way));

const median = (figures: readonly number[]): number => [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? NaN;
for (const [name, figures] of found)
  console.log(`${name}: ${median(figures).toFixed(3)} ms (${Math.min(...figures).toFixed(3)} to ${Math.max(...figures).toFixed(3)})`);
const [ours = [], , plain = [], opened = []] = [...found.values()];
const ratios = (others: readonly number[], per: readonly number[]): string => median(others.map((it, i) => it / per[i]!)).toFixed(2);
console.log(`Factur-X to the plain page: ${ratios(ours, plain)}; TrueType opened each time to Factur-X: ${ratios(opened, ours)}`);
console.log(`Bytes of 12 lines: ${(await renderInvoice(twelve)).length}; Node ${process.version}`);

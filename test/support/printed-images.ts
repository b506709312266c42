import { getDocument, OPS, Util } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** An image as it stands on a page; mm from the top left. */
export interface PrintedImage {
  readonly page: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const MM = 72 / 25.4;
const PAGE_HEIGHT = 297;
const DRAWN: readonly number[] = [OPS.paintImageXObject, OPS.paintInlineImageXObject];

/** The images of a PDF, in the order they are drawn. */
export async function printedImages(pdf: Uint8Array): Promise<PrintedImage[]> {
  const task = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
  const document = await task.promise;
  const images: PrintedImage[] = [];
  for (let page = 1; page <= document.numPages; page++) {
    const { fnArray, argsArray } = await (await document.getPage(page)).getOperatorList();
    let matrix: number[] = [1, 0, 0, 1, 0, 0];
    const saved: number[][] = [];
    fnArray.forEach((operator, i) => {
      if (operator === OPS.save) saved.push(matrix);
      if (operator === OPS.restore) matrix = saved.pop() ?? matrix;
      if (operator === OPS.transform) matrix = Util.transform(matrix, [...(argsArray[i] as Iterable<number>)]);
      if (DRAWN.includes(operator)) images.push({ page, ...placeOf(matrix) });
    });
  }
  await task.destroy();
  return images;
}

/** An image is drawn over the unit square. */
function placeOf([width = 0, , , height = 0, x = 0, y = 0]: readonly number[]): Omit<PrintedImage, 'page'> {
  return { left: x / MM, right: (x + width) / MM, top: PAGE_HEIGHT - (y + height) / MM, bottom: PAGE_HEIGHT - y / MM };
}

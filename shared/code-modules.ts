import encoder from 'qrcode/lib/core/qrcode.js';

/** The squares of a QR code, row by row; 1 is dark. */
export interface CodeModules {
  /** Squares along an edge. */
  readonly size: number;
  readonly squares: Uint8Array;
}

/**
 * A text as QR code with error correction level M, under the mask that is read best. The mask is chosen here, by the rules
 * of the standard: the encoder weighs all eight square by square, at half of what the whole code takes.
 *
 * @see docs/sources.md#qr-code
 */
export function codeModules(text: string): CodeModules {
  const { size, data } = masked(text, 0);
  let best: { squares: Uint8Array; penalty: number } | undefined;
  for (const change of changesOf(text, size, data)) {
    const squares = Uint8Array.from(data);
    for (let i = 0; i < squares.length; i++) squares[i]! ^= change[i]!;
    const penalty = penaltyOf(squares, size, best?.penalty);
    if (!best || penalty < best.penalty) best = { squares, penalty };
  }
  return { size, squares: best?.squares ?? data };
}

const MASKS = [0, 1, 2, 3, 4, 5, 6, 7];

function masked(text: string, maskPattern: number): { size: number; data: Uint8Array } {
  return encoder.create(text, { errorCorrectionLevel: 'M', maskPattern }).modules;
}

const changes = new Map<number, readonly Uint8Array[]>();

/** Where each mask makes another square than the first: the same for all codes of a size, whatever they say. */
function changesOf(text: string, size: number, first: Uint8Array): readonly Uint8Array[] {
  let found = changes.get(size);
  if (!found) {
    found = MASKS.map((mask) => masked(text, mask).data.map((square, i) => square ^ (first[i] ?? 0)));
    changes.set(size, found);
  }
  return found;
}

/**
 * Runs of five and more, blocks of four, what looks like a finder pattern, and how far from half of it is dark.
 *
 * @param least of the masks before; more than that isn't counted to its end
 */
function penaltyOf(squares: Uint8Array, size: number, least = Infinity): number {
  let points = 0;
  let dark = 0;
  for (let line = 0; line < size && points < least; line++) {
    points += linePenalty(squares, size, line * size, 1) + linePenalty(squares, size, line, size);
    for (let i = line * size; i < (line + 1) * size; i++) {
      const square = squares[i] ?? 0;
      dark += square;
      if (line === size - 1 || i === (line + 1) * size - 1) continue;
      if (square === squares[i + 1] && square === squares[i + size] && square === squares[i + size + 1]) points += BLOCK;
    }
  }
  return points + TWENTIETH * Math.abs(Math.ceil((dark * 100) / squares.length / 5) - 10);
}

const LONG_RUN = 5;
const BLOCK = 3;
const FINDER = 40;
const TWENTIETH = 10;
/** Dark, light, three dark, light, dark, with four light ones before or behind. */
const FINDERS = [0b00001011101, 0b10111010000] as const;
const FINDER_SQUARES = 11;

function linePenalty(squares: Uint8Array, size: number, start: number, step: number): number {
  let [points, run, last, bits] = [0, 0, 2, 0];
  for (let at = 0, i = start; at < size; at++, i += step) {
    const square = squares[i] ?? 0;
    run = square === last ? run + 1 : 1;
    last = square;
    if (run === LONG_RUN) points += 3;
    else if (run > LONG_RUN) points++;
    bits = ((bits << 1) | square) & ((1 << FINDER_SQUARES) - 1);
    if (at >= FINDER_SQUARES - 1 && (bits === FINDERS[0] || bits === FINDERS[1])) points += FINDER;
  }
  return points;
}

import { crc32, deflateSync } from 'node:zlib';

/** Images for tests: a mark of three bars on white, and what differs from it. */

interface PngTerms {
  readonly width?: number;
  readonly height?: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha. */
  readonly colourType?: number;
  readonly bits?: number;
  readonly interlaced?: boolean;
  /** Chunks between head and data. */
  readonly extra?: readonly (readonly [type: string, content: Buffer])[];
  /** In place of the rows. */
  readonly rows?: Buffer;
}

const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const BLUE = [0x1f, 0x4b, 0x8f];

/** A PNG, by default of 80 × 80 pixels in RGB. */
export function png({ width = 80, height = 80, colourType = 2, bits = 8, interlaced = false, extra = [], rows }: PngTerms = {}): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([bits, colourType, 0, 0, interlaced ? 1 : 0], 8);
  const samples = ((SAMPLES[colourType] ?? 1) * bits) / 8;
  const lines = Array.from({ length: height }, (_, y) =>
    Buffer.from([
      0,
      ...Array.from({ length: width * samples }, (__, i) => sampleAt(Math.floor(i / samples) / width, y / height, i % samples)),
    ]),
  );
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    ...extra.map(([type, content]) => chunk(type, content)),
    chunk('IDAT', deflateSync(rows ?? Buffer.concat(lines))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Bars that rise from left to right. */
function sampleAt(x: number, y: number, sample: number): number {
  const bar = [0, 0.36, 0.72].findIndex((left) => x >= left && x < left + 0.28);
  return bar >= 0 && y >= [0.62, 0.32, 0][bar]! ? (BLUE[sample] ?? 0xff) : 0xff;
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** The same bars on 40 × 24 pixels, as baseline JPEG. */
export const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAoHBwgHBgoICAgLCgoLDhgQDg0NDh0VFhEYIx8lJCIfIiEmKzcvJik0KSEiMEExNDk7Pj4+JS5ESUM8SDc9Pjv/2wBDAQoLCw4NDhwQEBw7KCIoOzs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozv/wAARCAAYACgDASIAAhEBAxEB/8QAGQABAQADAQAAAAAAAAAAAAAAAAcEBQYC/8QAKBAAAQMDAgUEAwAAAAAAAAAAAQIDBAAFEQY2EiExc3QHE7GyQVFh/8QAFgEBAQEAAAAAAAAAAAAAAAAABAMF/8QAHhEAAQQCAwEAAAAAAAAAAAAAAAECAzIEESFx0YH/2gAMAwEAAhEDEQA/ALLSte1qCyvOoaavEBxxaglCEyUEqJ6ADPM1D5+7JPnL+5pEUCyKqLwSklRmtcmRrTeNz75+BV5qDa03jc++fgVab/Keg6duUuOvgeYiOuNqwDhSUEg4P9FVyqM68JwWcbClTSPrm7L9P7g7JeSzfIcZqQhwITh1pwpKVhOMdFcJ5ciKUPQk4fTW6LT5rP3Fep+7JPnL+5pStxb/AAy0qZGtN43Pvn4FWu9QnLlYrhBZUlLsmM4ygrOEgqSQM4/HOlKz8qjOvBcFnHH3/wBPZd00la4UWTHYusGIiKt0qV7brfCApJOM4yMjl1/WaUpQ9iT/2Q==',
  'base64',
);

/** Eight pixels square, in CMYK. */
export const CMYK_JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/7gAOQWRvYmUAZAAAAAAC/9sAQwAIBgYHBgUIBwcHCQkICgwUDQwLCwwZEhMPFB0aHx4dGhwcICQuJyAiLCMcHCg3KSwwMTQ0NB8nOT04MjwuMzQy/9sAQwEJCQkMCwwYDQ0YMiEcITIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIy/8AAFAgACAAIBAEiAAIRAQMRAQQiAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/EAB8BAAMBAQEBAQEBAQEAAAAAAAABAgMEBQYHCAkKC//EALURAAIBAgQEAwQHBQQEAAECdwABAgMRBAUhMQYSQVEHYXETIjKBCBRCkaGxwQkjM1LwFWJy0QoWJDThJfEXGBkaJicoKSo1Njc4OTpDREVGR0hJSlNUVVZXWFlaY2RlZmdoaWpzdHV2d3h5eoKDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uLj5OXm5+jp6vLz9PX29/j5+v/aAA4EAQACEQMRBAAAPwD5/ooooA9/ooor/9k=',
  'base64',
);

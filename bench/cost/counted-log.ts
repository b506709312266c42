import type { Meter } from './meter.ts';

/** Counts what functions write to their log, and keeps it from the terminal; what else is written passes. */
export function countLog(meter: Meter): { stop(): void } {
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write.bind(stream) }));
  for (const { stream, write } of streams) {
    stream.write = (chunk: string | Uint8Array, ...rest: never[]): boolean => {
      if (!meter.isInCall()) return write(chunk, ...rest);
      meter.add('logBytes', Buffer.byteLength(chunk));
      return true;
    };
  }
  return {
    stop() {
      for (const { stream, write } of streams) stream.write = write;
    },
  };
}

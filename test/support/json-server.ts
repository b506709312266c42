/** A server on this machine that answers JSON with JSON: what the stand-ins of AWS services have in common. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface JsonRequest {
  /** Of services that name it in `X-Amz-Target`; else empty. */
  readonly operation: string;
  readonly path: string;
  readonly body: unknown;
}

export interface JsonServer {
  readonly url: string;
  close(): void;
}

/** A refusal by its AWS name. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;
  readonly status: number;

  constructor(code: string, status = 400) {
    super(code);
    this.code = code;
    this.status = status;
  }
}

/** @param answer gives the body of an answer, or throws a Refusal */
export async function startJsonServer(answer: (request: JsonRequest) => unknown): Promise<JsonServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
      const reply = (status: number, body: unknown): void => {
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
      };
      try {
        reply(200, answer({ operation, path: request.url ?? '/', body: JSON.parse(Buffer.concat(chunks).toString()) as unknown }));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        reply(error.status, { __type: error.code, message: error.code });
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

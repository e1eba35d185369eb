import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** What answers on a port. */
export interface Answers {
  app: Hono;
  /** What is not a part of the app, by the first segment of its path, such as `/issuer`. */
  beside?: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>>;
  /** The origin that browsers know the app by when something is in front of it; what they sent in `Host` when left out. */
  publicOrigin?: string;
}

/** A port that is taken. */
export interface Listener {
  port: number;
  /** Begins to answer. Requests that came before wait until then. To be called once. */
  serve(answers: Answers): void;
  /** Takes no more connections, gives those in use `graceMs` to end, then cuts them. */
  close(graceMs: number): Promise<void>;
}

/** Methods that a Request cannot have (Fetch: forbidden method). */
const FORBIDDEN_METHODS = new Set(['CONNECT', 'TRACE', 'TRACK']);
/** How often, while closing, connections that have become idle are looked for. */
const SWEEP_MS = 20;

export interface Place {
  /** 0 lets the system choose. */
  port: number;
  host: string;
  /** For HTTPS: the private key, and the certificate with those it rests on, both PEM. */
  tls?: { key: string; cert: string };
}

/** Takes a port for HTTP or HTTPS, bodies streaming both ways. Rejects when the port is taken. */
export async function listen({ port, host, tls }: Place): Promise<Listener> {
  let serve: Listener['serve'] = () => {};
  const handler = new Promise<NodeHandler>((resolve) => (serve = (answers) => resolve(handlerOf(answers))));
  const answerLater = (request: IncomingMessage, response: ServerResponse) => void handler.then((handle) => handle(request, response));
  const server = tls ? createTlsServer(tls, answerLater) : createServer(answerLater);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    serve,
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(sweep);
      clearTimeout(cut);
    },
  };
}

type NodeHandler = (request: IncomingMessage, response: ServerResponse) => unknown;

function handlerOf({ app, beside = {}, publicOrigin }: Answers): NodeHandler {
  const toApp = getRequestListener((request) => answer(app, request, publicOrigin), { overrideGlobalObjects: false });
  return (request, response) => {
    const [first = ''] = /^\/[^/?]*/.exec(request.url ?? '') ?? [];
    const other = Object.hasOwn(beside, first) ? beside[first] : undefined;
    return other ? other(request, response) : toApp(request, response);
  };
}

// The adapter's Request only looks like one; what clones or forwards a request needs a real one.
// Its alternative, to replace the global Request and Response by its own, would reach into every other part.
async function answer(app: Hono, lookalike: Request, publicOrigin: string | undefined): Promise<Response> {
  const { url, method, body, signal } = lookalike;
  if (FORBIDDEN_METHODS.has(method)) return new Response(null, { status: 405 });
  const init = { method, headers: [...lookalike.headers], signal, ...(body && { body, duplex: 'half' as const }) };
  return app.fetch(new Request(publicOrigin === undefined ? url : atOrigin(url, publicOrigin), init));
}

/** Cookies and the same-origin rule go by the origin that the browser sees, not by ours behind it. */
function atOrigin(url: string, origin: string): string {
  return origin + url.slice(new URL(url).origin.length);
}

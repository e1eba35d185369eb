import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A port that answers. */
export interface Listener {
  port: number;
  /** Takes no more connections, gives those in use `graceMs` to end, then cuts them. */
  close(graceMs: number): Promise<void>;
}

/** Methods that a Request cannot have (Fetch: forbidden method). */
const FORBIDDEN_METHODS = new Set(['CONNECT', 'TRACE', 'TRACK']);
/** How often, while closing, connections that have become idle are looked for. */
const SWEEP_MS = 20;

/** Serves `app` over HTTP, bodies streaming both ways. Port 0 lets the system choose. Rejects when the port is taken. */
export async function listen(app: Hono, { port, host }: { port: number; host: string }): Promise<Listener> {
  const server = createServer(getRequestListener((request) => answer(app, request), { overrideGlobalObjects: false }));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
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

// The adapter's Request only looks like one; what clones or forwards a request needs a real one.
// Its alternative, to replace the global Request and Response by its own, would reach into every other part.
async function answer(app: Hono, lookalike: Request): Promise<Response> {
  const { url, method, body, signal } = lookalike;
  if (FORBIDDEN_METHODS.has(method)) return new Response(null, { status: 405 });
  const init = { method, headers: [...lookalike.headers], signal, ...(body && { body, duplex: 'half' as const }) };
  return app.fetch(new Request(url, init));
}

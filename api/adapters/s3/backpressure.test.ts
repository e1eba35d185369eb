import { createHash } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { request as httpRequest } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../listen.ts';
import { createS3Store } from './s3store.ts';

const MIB = 1024 * 1024;
const BODY_BYTES = 8 * MIB;
const PUTS = 6;
/** What one PUT may hold in our memory: the buffers of the streams and sockets that it passes. What the system's own buffers take is not ours. */
const MAX_HELD_BYTES = 768 * 1024;
const PIECE = new Uint8Array(64 * 1024).map((_, i) => i * 7);
const SHA256 = createHash('sha256');
for (let at = 0; at < BODY_BYTES; at += PIECE.byteLength) SHA256.update(PIECE);
const BODY_SHA256 = SHA256.digest('hex');

/** A store that takes connections and reads nothing until it is told to; then it reads all and answers 200. */
async function lazyStore() {
  const sockets: Socket[] = [];
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets,
    /** The body's bytes of each PUT. */
    readAll: () => Promise.all(sockets.map(readOne)),
  };
}

function readOne(socket: Socket): Promise<number> {
  return new Promise((resolve) => {
    let head = '';
    let bytes = 0;
    socket.on('data', (piece: Buffer) => {
      if (head.endsWith('\r\n\r\n')) bytes += piece.byteLength;
      else {
        const text = head + piece.toString('latin1');
        const end = text.indexOf('\r\n\r\n');
        head = end < 0 ? text : text.slice(0, end + 4);
        if (end >= 0) bytes = text.length - end - 4;
      }
      if (bytes < BODY_BYTES) return;
      socket.end('HTTP/1.1 200 OK\r\nETag: "e"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      resolve(bytes);
    });
    socket.resume();
  });
}

/** Sends the body as fast as it is taken. */
function put(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = httpRequest(url, { method: 'PUT', headers: { ...headers, 'content-length': String(BODY_BYTES) }, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode!));
    });
    sending.on('error', reject);
    let at = 0;
    const more = (): void => {
      while (at < BODY_BYTES) {
        at += PIECE.byteLength;
        if (!sending.write(PIECE)) return void sending.once('drain', more);
      }
      sending.end();
    };
    more();
  });
}

/** The sockets of the requests that a diagnostics channel of Node tells about, from now on. */
function socketsOf(channel: string): Set<Socket> {
  const sockets = new Set<Socket>();
  const seen = (message: unknown) => void sockets.add((message as { socket: Socket }).socket);
  subscribe(channel, seen);
  onTestFinished(() => void unsubscribe(channel, seen));
  return sockets;
}

function sum(sockets: Iterable<Socket>, of: (socket: Socket) => number): number {
  return [...sockets].reduce((total, socket) => total + of(socket), 0);
}

/** Resolves when `value` is not 0 and has not changed for a quarter of a second: nothing tells that a stream stands still. */
async function settled(value: () => number): Promise<void> {
  for (let last = -1; ; ) {
    const now = value();
    if (now === last && now > 0) return;
    last = now;
    await pause(250);
  }
}

test('[STO64] while a store reads nothing, PUTs are held back at their senders, and go through when it reads', { timeout: 60_000 }, async () => {
  const lazy = await lazyStore();
  const store = createS3Store({ endpoint: lazy.endpoint, bucket: 'b', region: 'r', accessKeyId: 'k', secretAccessKey: 's', pathStyle: true });
  const listener = await listen({ port: 0, host: '127.0.0.1' });
  listener.serve({ app: new Hono().put('/ingest/*', (c) => store.ingest(c.req.raw)) });
  onTestFinished(() => listener.close(0));
  // By PUT: our socket to its sender, and our socket to the store.
  const incoming = socketsOf('http.server.request.start');
  const outgoing = socketsOf('undici:client:sendHeaders');

  const puts = Array.from({ length: PUTS }, async (_, i) => {
    const { path, headers } = await store.presignPut(`ingest/k${i}`, { bytes: BODY_BYTES, sha256: BODY_SHA256, seconds: 60 });
    return put(`http://127.0.0.1:${listener.port}${path}`, headers);
  });
  // Whoever waits for them comes later, and may never come.
  for (const one of puts) one.catch(() => undefined);
  await settled(() => (outgoing.size === PUTS ? sum(incoming, ({ bytesRead }) => bytesRead) : 0));
  expect(incoming.size).toBe(PUTS);
  const accepted = sum(incoming, ({ bytesRead }) => bytesRead);
  const handedOn = sum(outgoing, ({ bytesWritten, writableLength }) => bytesWritten - writableLength);
  expect(accepted).toBeLessThan(PUTS * BODY_BYTES);
  expect(accepted - handedOn).toBeLessThan(PUTS * MAX_HELD_BYTES);

  const reading = lazy.readAll();
  expect(await Promise.all(puts)).toEqual(Array.from({ length: PUTS }, () => 200));
  expect(await reading).toEqual(Array.from({ length: PUTS }, () => BODY_BYTES));
});

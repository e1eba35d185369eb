import { Hono } from 'hono';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { listen, type Answers, type Listener } from './listen.ts';

const open: Listener[] = [];
afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close(0);
});

async function served(build: (app: Hono) => void, answers: Partial<Answers> = {}): Promise<Listener> {
  const app = new Hono();
  build(app);
  const listener = await listen({ port: 0, host: '127.0.0.1' });
  open.push(listener);
  listener.serve({ app, ...answers });
  return listener;
}

/** A POST whose body is written piece by piece, and the answer as it comes. */
function post(port: number) {
  const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', path: '/' });
  const response = once(request, 'response').then(([message]) => message as IncomingMessage);
  // Whoever awaits it sees the failure; a connection that is cut on purpose must not end the run.
  response.catch(() => {});
  return { request, response };
}

/** A promise, and what resolves it. */
function signal(): [Promise<void>, () => void] {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return [promise, () => resolve()];
}

async function text(response: IncomingMessage): Promise<string> {
  let whole = '';
  for await (const piece of response) whole += String(piece);
  return whole;
}

test('[API31] bodies stream both ways: an answer begins before the request has ended', async () => {
  const { port } = await served((app) => app.post('/', (c) => new Response(c.req.raw.body)));
  const { request, response } = post(port);
  request.write('first');
  const message = await response;
  expect(String((await once(message, 'data'))[0])).toBe('first');
  request.end('second');
  expect(await text(message)).toBe('second');
});

test('[API31] routes are given real requests, with the headers as they were sent', async () => {
  const { port } = await served((app) =>
    app.put('/x', async ({ req: { raw } }) => {
      const copy = new Request(raw);
      return Response.json([raw instanceof Request, copy.url, copy.headers.get('Content-Length'), copy.headers.get('If-None-Match'), await copy.text()]);
    }),
  );
  const response = await fetch(`http://127.0.0.1:${port}/x?a=1`, { method: 'PUT', body: 'bytes', headers: { 'If-None-Match': '*' } });
  expect(await response.json()).toEqual([true, `http://127.0.0.1:${port}/x?a=1`, '5', '*', 'bytes']);
});

test('[API31] a method that no request can have is refused', async () => {
  const { port } = await served((app) => app.all('*', () => new Response('reached')));
  const socket = connect(port, '127.0.0.1');
  socket.end('TRACE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 405 /);
});

test('[API32] closing lets a request end that is under way, and takes no new one', async () => {
  const [arrived, arrive] = signal();
  const listener = await served((app) =>
    app.post('/', (c) => {
      arrive();
      return c.req.text().then((body) => c.text(`got ${body}`));
    }),
  );
  const { request, response } = post(listener.port);
  request.write('a');
  await arrived;
  const closed = listener.close(60_000);
  await expect(fetch(`http://127.0.0.1:${listener.port}/`)).rejects.toThrow();
  request.end('b');
  expect(await text(await response)).toBe('got ab');
  await closed;
});

test('[API32] closing does not wait for connections that are only kept open', async () => {
  const listener = await served((app) => app.get('/', (c) => c.text('hello')));
  const socket = connect(listener.port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(socket, 'data');
  const ended = once(socket, 'close');
  socket.resume();
  await listener.close(60_000);
  await ended;
  expect(socket.destroyed).toBe(true);
});

test('[API32] closing cuts what has not ended when its time is up', async () => {
  const [arrived, arrive] = signal();
  const listener = await served((app) =>
    app.post('/', (c) => {
      arrive();
      return c.req.text().then(
        () => c.text('unexpected'),
        () => c.text('cut'),
      );
    }),
  );
  const { request, response } = post(listener.port);
  request.on('error', () => {});
  request.write('never ends');
  await arrived;
  await listener.close(10);
  await expect(response).rejects.toThrow();
});

test('[API32] a port that is taken is an error with its code', async () => {
  const { port } = await served(() => {});
  await expect(listen({ port, host: '127.0.0.1' })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('[API34] what lies beside the app is answered by its own part, and only that', async () => {
  const beside = { '/other': (request: IncomingMessage, response: ServerResponse) => void response.end(`other ${request.url}`) };
  const { port } = await served((app) => app.all('*', (c) => c.text('app')), { beside });
  const said = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  expect(await Promise.all(['/other', '/other/x?a=/b', '/other?a', '/others', '/x/other', '/'].map(said))).toEqual([
    'other /other',
    'other /other/x?a=/b',
    'other /other?a',
    'app',
    'app',
    'app',
  ]);
});

test('[API34] behind another host, requests have the origin that browsers see', async () => {
  const { port } = await served((app) => app.all('*', (c) => c.text(c.req.raw.url)), { publicOrigin: 'https://holdfast.example' });
  expect(await (await fetch(`http://127.0.0.1:${port}/a//b?c=http://d`)).text()).toBe('https://holdfast.example/a//b?c=http://d');
});

test('[API34] a request that comes before there is something to answer it waits', async () => {
  const listener = await listen({ port: 0, host: '127.0.0.1' });
  open.push(listener);
  const early = fetch(`http://127.0.0.1:${listener.port}/`);
  const app = new Hono();
  app.get('/', (c) => c.text('answered'));
  listener.serve({ app });
  expect(await (await early).text()).toBe('answered');
});

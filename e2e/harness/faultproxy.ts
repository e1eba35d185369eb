import { createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Which of the client's requests. */
export type Call = 'session' | 'keys' | 'presign' | 'put' | 'complete' | 'amend' | 'state' | 'flags' | 'health' | 'page';

/** What happens to a request. `pass` as if nothing were there. */
export type Fault =
  | { kind: 'pass' }
  /** Somebody answers in the server's place. `code` makes it a problem document like our API's. */
  | { kind: 'answer'; status: number; code?: string; body?: string; headers?: Record<string, string> }
  /** The connection breaks before the server sees anything. */
  | { kind: 'cutBefore' }
  /** The connection breaks in the middle of what the client sends. */
  | { kind: 'cutDuring' }
  /** The server does it all, and its answer gets lost. */
  | { kind: 'cutAfter' }
  /** No answer ever comes, and the server has seen nothing. */
  | { kind: 'hang' }
  /** The server does it all, and no answer ever comes. */
  | { kind: 'hangAfter' };

export interface FaultProxy {
  readonly url: string;
  /** What to do with each request from now on. `nth` counts the requests of that kind since then, from 1. */
  script(decide: (call: Call, nth: number) => Fault | undefined | Promise<Fault | undefined>): void;
  /** Requests since the last script, in order of arrival. */
  calls(): Call[];
  /** Nothing listens any more, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

function callOf({ method, url = '' }: IncomingMessage): Call {
  const path = url.split('?')[0]!;
  if (path === '/api/session') return 'session';
  if (path === '/api/keys') return 'keys';
  if (path === '/api/health') return 'health';
  if (path === '/flags.json') return 'flags';
  if (path === '/api/uploads') return 'presign';
  if (path.startsWith('/ingest/')) return 'put';
  if (path.endsWith('/complete')) return 'complete';
  if (path.endsWith('/amendments')) return 'amend';
  return path.startsWith('/api/uploads/') && method === 'GET' ? 'state' : 'page';
}

/** The way between the browser and the server, on which everything can go wrong. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const upstream = new URL(target);
  let decide: Parameters<FaultProxy['script']>[0] = () => undefined;
  let calls: Call[] = [];
  let server: Server;
  let port = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = callOf(request);
    calls.push(call);
    const fault = (await decide(call, calls.filter((one) => one === call).length)) ?? { kind: 'pass' };
    switch (fault.kind) {
      case 'cutBefore':
        return void request.socket.destroy();
      case 'cutDuring':
        request.once('data', () => request.socket.destroy());
        return;
      case 'hang':
        return void request.resume();
      case 'answer': {
        const { status, code, body = code ? JSON.stringify({ type: 'about:blank', title: code, status, code }) : '', headers = {} } = fault;
        request.resume();
        response.writeHead(status, { 'content-type': code ? 'application/problem+json' : 'text/html', ...headers });
        return void response.end(body);
      }
      default:
        return forward(request, response, fault.kind);
    }
  }

  function forward(request: IncomingMessage, response: ServerResponse, kind: Fault['kind']): void {
    const passed = httpRequest({ host: upstream.hostname, port: upstream.port, method: request.method, path: request.url, headers: request.headers }, (answer) => {
      if (kind === 'hangAfter') return void answer.resume();
      if (kind === 'cutAfter') {
        answer.resume();
        answer.once('end', () => request.socket.destroy());
        return;
      }
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => request.socket.destroy());
    request.on('aborted', () => passed.destroy());
    request.pipe(passed);
  }

  async function up(): Promise<void> {
    server = createServer((request, response) => void handle(request, response));
    await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
    port = (server.address() as AddressInfo).port;
  }

  async function down(): Promise<void> {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  await up();
  return {
    url: `http://localhost:${port}`,
    script(next) {
      decide = next;
      calls = [];
    },
    calls: () => calls,
    down,
    up,
    close: down,
  };
}

import { once } from 'node:events';
import { connect } from 'node:net';
import { createAnswers } from './answers.ts';

/** Sends one command, e.g. `WebDriver:Navigate`, and resolves with its result. Rejects with the error's name and message, and when Firefox is gone. */
export type Send = (command: string, parameters: Record<string, unknown>) => Promise<unknown>;

const COLON = ':'.charCodeAt(0);

/**
 * Connects to the Marionette of a Firefox on this machine: WebDriver over TCP, which geckodriver speaks too. A message is
 * `length:JSON`, a command [0, id, name, parameters], its answer [1, id, error, result].
 * https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
 */
export async function connectMarionette(port: number): Promise<Send> {
  const socket = connect(port, '127.0.0.1');
  const answers = createAnswers();
  let received = Buffer.alloc(0);

  function takeMessage(): string | undefined {
    const colonAt = received.indexOf(COLON);
    if (colonAt === -1) return undefined;
    const end = colonAt + 1 + Number(received.toString('latin1', 0, colonAt));
    if (received.byteLength < end) return undefined;
    const message = received.toString('utf8', colonAt + 1, end);
    received = received.subarray(end);
    return message;
  }

  function hear(message: unknown): void {
    if (!Array.isArray(message)) return; // Its greeting.
    const [, id, error, result] = message as [1, number, { error: string; message: string } | null, unknown];
    if (error) answers.reject(id, new Error(`${error.error}: ${error.message}`));
    else answers.resolve(id, result);
  }

  socket.on('data', (part) => {
    received = Buffer.concat([received, part]);
    for (let message = takeMessage(); message !== undefined; message = takeMessage()) hear(JSON.parse(message));
  });
  socket.on('error', (error) => answers.end(error));
  socket.on('close', () => answers.end(new Error('Firefox has closed the connection')));
  await once(socket, 'connect');

  return (command, parameters) => {
    const { id, answer } = answers.expect();
    const message = JSON.stringify([0, id, command, parameters]);
    socket.write(`${Buffer.byteLength(message)}:${message}`);
    return answer;
  };
}

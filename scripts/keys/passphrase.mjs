import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks the person at the terminal twice for a new passphrase, which is not shown. Rejects when the two differ. @returns {Promise<string>} */
export async function askPassphrase() {
  // One interface for both: what was typed ahead goes with the first one that is closed.
  const lines = createInterface({ input: process.stdin, output: new Writable({ write: (_chunk, _encoding, done) => done() }), terminal: true });
  const answers = lines[Symbol.asyncIterator]();
  try {
    process.stdout.write('Passphrase for the private half: ');
    const first = (await answers.next()).value;
    process.stdout.write('\nThe same again: ');
    const second = (await answers.next()).value;
    process.stdout.write('\n');
    if (first === undefined || first !== second) throw new Error('The two differ; nothing was made.');
    return first;
  } finally {
    lines.close();
  }
}

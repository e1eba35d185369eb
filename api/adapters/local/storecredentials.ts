import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { secretFile } from './secretfile.ts';

const text = v.pipe(v.string(), v.minLength(16));
const schema = v.object({ accessKeyId: text, secretAccessKey: text });

/** What the service signs with when it speaks to the embedded store. */
export type StoreCredentials = v.InferOutput<typeof schema>;

/** The credentials in the file at `path`, made up at random at the first start. Rejects when the file holds none. */
export async function storeCredentials(path: string): Promise<StoreCredentials> {
  const made: StoreCredentials = {
    accessKeyId: `HF${randomBytes(9).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
  const bytes = await secretFile(path, () => Buffer.from(JSON.stringify(made)));
  try {
    return v.parse(schema, JSON.parse(bytes.toString()));
  } catch {
    // Without the cause, which could quote the secret.
    throw new Error(`${path} holds no credentials`);
  }
}

import { constants, createHash, createPublicKey, privateDecrypt, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import * as v from 'valibot';
import { sigv4 } from '../../api/adapters/local/store/sigv4.ts';
import type { RsaPair } from './rsapairs.ts';

/** A key in the fake. Changing it is what its administrator does. */
export interface FakeKmsKey {
  id: string;
  pair: Pick<RsaPair, 'privateKey'>;
  spec?: string;
  usage?: string;
  state?: 'Enabled' | 'Disabled' | 'PendingDeletion';
}

/** AWS KMS over HTTP on a port of its own, with just what the ring asks of it, and strict about it. */
export interface FakeKms {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  keys: FakeKmsKey[];
  /** Names of the operations that were asked for, with a right signature or not. */
  asked: string[];
  /** When set, answers instead of the service; undefined lets the service answer. */
  fault: ((operation: string) => Response | undefined) | undefined;
  close(): Promise<void>;
}

const ACCOUNT = '123456789012';
const SKEW_MS = 300_000;
const AUTHORIZATION = /^AWS4-HMAC-SHA256 Credential=([^\s,]+), SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/;
const KNOWN_HEADERS = new Set(['x-amz-date', 'x-amz-target', 'x-amz-security-token']);

const keyInput = v.strictObject({ KeyId: v.string() });
const base64 = v.pipe(v.string(), v.base64());
const decryptInput = v.strictObject({ KeyId: v.string(), CiphertextBlob: base64, EncryptionAlgorithm: v.string() });

/** A refusal as KMS makes it: `__type` says which, and most are 400. */
class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, status = 400) {
    super(code);
    this.code = code;
    this.status = status;
  }
}

export async function startFakeKms(keys: FakeKmsKey[], options: { sessionToken?: string } = {}): Promise<FakeKms> {
  const asked: string[] = [];
  const credentials = { accessKeyId: 'KMSKEY', secretAccessKey: 'a-secret-of-the-clinic', ...options };
  const kms = { region: 'eu-central-1', credentials, keys, asked, fault: undefined } as unknown as FakeKms;

  async function handle(request: Request): Promise<Response> {
    const operation = request.headers.get('x-amz-target') ?? '';
    asked.push(operation.replace('TrentService.', ''));
    try {
      const body = await request.text();
      authenticate(request, body, kms);
      return kms.fault?.(operation.replace('TrentService.', '')) ?? answer(200, operate(operation, JSON.parse(body), kms));
    } catch (error) {
      if (!(error instanceof Refusal)) return answer(500, { __type: 'KMSInternalException', message: 'fault of the fake' });
      return answer(error.status, { __type: error.code, message: 'refused' });
    }
  }

  const server = createServer(getRequestListener(handle));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  kms.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  kms.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return kms;
}

function answer(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/x-amz-json-1.1' } });
}

/** Signature Version 4 in the header, every header of AWS's and the body covered. */
function authenticate(request: Request, body: string, { region, credentials }: FakeKms): void {
  const match = AUTHORIZATION.exec(request.headers.get('authorization') ?? '');
  if (!match) throw new Refusal('MissingAuthenticationTokenException');
  const [accessKeyId, day, ...scope] = match[1]!.split('/');
  const datetime = request.headers.get('x-amz-date') ?? '';
  const signedHeaders = match[2]!.split(';');
  if (accessKeyId !== credentials.accessKeyId) throw new Refusal('UnrecognizedClientException');
  if (scope.join('/') !== `${region}/kms/aws4_request` || day !== datetime.slice(0, 8)) throw new Refusal('InvalidSignatureException');
  const signedAtMs = Date.parse(datetime.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(Math.abs(signedAtMs - Date.now()) <= SKEW_MS)) throw new Refusal('InvalidSignatureException');
  for (const name of request.headers.keys()) {
    if (!name.startsWith('x-amz-')) continue;
    if (!KNOWN_HEADERS.has(name) || !signedHeaders.includes(name)) throw new Refusal('InvalidSignatureException');
  }
  if (!signedHeaders.includes('host') || !signedHeaders.includes('content-type')) throw new Refusal('InvalidSignatureException');
  if ((request.headers.get('x-amz-security-token') ?? undefined) !== credentials.sessionToken) throw new Refusal('UnrecognizedClientException');
  const expected = sigv4(
    {
      method: request.method,
      path: new URL(request.url).pathname,
      query: [],
      headers: signedHeaders.map((name) => [name, request.headers.get(name) ?? ''] as const),
      payload: createHash('sha256').update(body).digest('hex'),
    },
    { secretAccessKey: credentials.secretAccessKey, region, service: 'kms', datetime },
  );
  if (!timingSafeEqual(expected, Buffer.from(match[3]!, 'hex'))) throw new Refusal('InvalidSignatureException');
  if (request.method !== 'POST' || new URL(request.url).pathname !== '/') throw new Refusal('UnknownOperationException');
  if (request.headers.get('content-type') !== 'application/x-amz-json-1.1') throw new Refusal('SerializationException');
}

function operate(operation: string, input: unknown, kms: FakeKms): unknown {
  switch (operation) {
    case 'TrentService.GetPublicKey': {
      const key = enabled(kms, parsed(keyInput, input).KeyId);
      const publicKey = createPublicKey(key.pair.privateKey);
      const spec = key.spec ?? `RSA_${publicKey.asymmetricKeyDetails?.modulusLength}`;
      return {
        KeyId: arnOf(kms, key),
        PublicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
        CustomerMasterKeySpec: spec,
        KeySpec: spec,
        KeyUsage: key.usage ?? 'ENCRYPT_DECRYPT',
        ...((key.usage ?? 'ENCRYPT_DECRYPT') === 'ENCRYPT_DECRYPT'
          ? { EncryptionAlgorithms: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'] }
          : { SigningAlgorithms: ['RSASSA_PSS_SHA_256'] }),
      };
    }
    case 'TrentService.Decrypt': {
      const { KeyId, CiphertextBlob, EncryptionAlgorithm } = parsed(decryptInput, input);
      const wrapped = Buffer.from(CiphertextBlob, 'base64');
      // The API's limits on the length; what then does not have the key's own length is refused below as what it is not.
      if (wrapped.byteLength < 1 || wrapped.byteLength > 6144) throw new Refusal('ValidationException');
      const key = enabled(kms, KeyId);
      if ((key.usage ?? 'ENCRYPT_DECRYPT') !== 'ENCRYPT_DECRYPT' || EncryptionAlgorithm !== 'RSAES_OAEP_SHA_256') throw new Refusal('InvalidKeyUsageException');
      return { KeyId: arnOf(kms, key), Plaintext: opened(key, wrapped), EncryptionAlgorithm };
    }
    default:
      throw new Refusal('UnknownOperationException');
  }
}

function opened({ pair }: FakeKmsKey, wrapped: Buffer): string {
  const { modulusLength = 0 } = createPublicKey(pair.privateKey).asymmetricKeyDetails ?? {};
  if (wrapped.byteLength !== modulusLength / 8) throw new Refusal('ValidationException');
  try {
    return privateDecrypt({ key: pair.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, wrapped).toString('base64');
  } catch {
    throw new Refusal('InvalidCiphertextException');
  }
}

function enabled(kms: FakeKms, keyId: string): FakeKmsKey {
  const key = kms.keys.find((candidate) => keyId === candidate.id || keyId === arnOf(kms, candidate));
  if (!key) throw new Refusal('NotFoundException');
  if (key.state === 'Disabled') throw new Refusal('DisabledException');
  if (key.state === 'PendingDeletion') throw new Refusal('KMSInvalidStateException');
  return key;
}

function arnOf({ region }: FakeKms, { id }: FakeKmsKey): string {
  return `arn:aws:kms:${region}:${ACCOUNT}:key/${id}`;
}

function parsed<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, input);
  if (!result.success) throw new Refusal('ValidationException');
  return result.output;
}

import { AwsClient } from 'aws4fetch';
import * as v from 'valibot';
import { KeyRingError } from '../../keyringerror.ts';
import type { Clock } from '../../ports.ts';

export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  /** Of temporary credentials, such as a Lambda has. */
  sessionToken?: string;
}

export interface KmsClientOptions {
  region: string;
  /** `https://kms.{region}.amazonaws.com` when left out. */
  endpoint?: string;
  /** Asked before every request, so that temporary credentials may change. */
  credentials(): Promise<AwsCredentials>;
  fetch?: (request: Request) => Promise<Response>;
  /** What time it is to the signer. */
  clock?: Clock;
  /** Longest wait for an answer. 10 s when left out. */
  timeoutMs?: number;
}

/**
 * Asks AWS KMS once, in its JSON 1.1 protocol, signed with Signature Version 4, and reads the answer with `schema`. Nothing is asked again:
 * whoever calls knows better when. Rejects with KeyRingError, with KMS's own `code` when it is KMS that refuses.
 */
export type KmsClient = <S extends v.GenericSchema>(operation: 'Decrypt' | 'GetPublicKey', input: Record<string, string>, schema: S) => Promise<v.InferOutput<S>>;

const TIMEOUT_MS = 10_000;
const refusal = v.looseObject({ __type: v.string() });

export function createKmsClient({ region, credentials, fetch = globalThis.fetch, clock = Date.now, timeoutMs = TIMEOUT_MS, ...rest }: KmsClientOptions): KmsClient {
  const url = `${rest.endpoint ?? `https://kms.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`}/`;

  async function send(operation: string, body: string): Promise<{ status: number; answer: unknown }> {
    const client = new AwsClient({ ...(await credentials()), region, service: 'kms', retries: 0 });
    const request = await client.sign(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `TrentService.${operation}` },
      body,
      signal: AbortSignal.timeout(timeoutMs),
      aws: { allHeaders: true, datetime: new Date(clock()).toISOString().replace(/[:-]|\.\d{3}/g, '') },
    });
    const response = await fetch(request);
    return { status: response.status, answer: JSON.parse(await response.text()) };
  }

  return async (operation, input, schema) => {
    const { status, answer } = await send(operation, JSON.stringify(input)).catch((cause: unknown) => {
      throw new KeyRingError(`KMS ${operation}: no whole answer`, { cause });
    });
    if (status === 200) {
      const parsed = v.safeParse(schema, answer);
      if (parsed.success) return parsed.output;
      throw new KeyRingError(`KMS ${operation}: an answer that is none`);
    }
    const code = v.is(refusal, answer) ? codeOf(answer.__type) : undefined;
    throw new KeyRingError(`KMS ${operation}: answered ${status} ${code ?? ''}`.trimEnd(), code === undefined ? {} : { code });
  };
}

/** `NotFoundException` of itself, of `com.amazonaws.kms#NotFoundException`, and of either with an address behind a colon. */
function codeOf(type: string): string | undefined {
  return /^(?:[\w.]+#)?(\w{1,64})(?::|$)/.exec(type)?.[1];
}

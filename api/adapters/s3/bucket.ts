import { AwsClient } from 'aws4fetch';
import type { Clock } from '../../ports.ts';

/** Where a bucket is and who signs for it. */
export interface BucketOptions {
  /** Of the service, such as `https://s3.eu-central-1.amazonaws.com`, without the bucket. */
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Of temporary credentials, such as a Lambda has. */
  sessionToken?: string;
  /** True: `{endpoint}/{bucket}/{key}`. False: the bucket goes in front of the endpoint's host. */
  pathStyle: boolean;
  clock: Clock;
}

/** What of a request `sign` needs. */
export interface BucketRequest {
  method: string;
  /** '' for the bucket itself. */
  key: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: NonNullable<RequestInit['body']>;
  signal?: AbortSignal;
}

/** Signs requests to one bucket. Sends nothing. */
export interface Bucket {
  /** The bucket's address, without a slash at its end. */
  url: string;
  /** A request signed in its Authorization header, every header of it covered, ready for fetch. */
  sign(request: BucketRequest): Promise<Request>;
  /** The address that lets anybody send `method` with exactly these headers for `seconds` from now. */
  presign(request: { method: string; key: string; headers: Record<string, string>; seconds: number }): Promise<URL>;
}

/** A bucket that aws4fetch signs for. */
export function createBucket({ endpoint, bucket, region, pathStyle, clock, ...credentials }: BucketOptions): Bucket {
  const { protocol, host, pathname } = new URL(endpoint);
  const base = `${host}${pathname.replace(/\/$/, '')}`;
  const url = pathStyle ? `${protocol}//${base}/${bucket}` : `${protocol}//${bucket}.${base}`;
  const client = new AwsClient({ ...credentials, region, service: 's3', retries: 0 });
  const aws = () => ({ allHeaders: true, datetime: new Date(clock()).toISOString().replace(/[:-]|\.\d{3}/g, '') });

  return {
    url,
    sign: ({ method, key, query, headers, body, signal }) => {
      const search = query ? `?${new URLSearchParams(query)}` : '';
      const init = { method, redirect: 'manual', headers: headers ?? {}, aws: aws() } as const;
      return client.sign(`${url}/${key}${search}`, {
        ...init,
        ...(body === undefined ? {} : { body, duplex: 'half' as const }),
        ...(signal ? { signal } : {}),
      });
    },
    presign: async ({ method, key, headers, seconds }) => {
      const signed = await client.sign(`${url}/${key}?X-Amz-Expires=${seconds}`, { method, headers, aws: { ...aws(), signQuery: true } });
      return new URL(signed.url);
    },
  };
}

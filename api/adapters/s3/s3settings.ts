import type { BucketOptions } from './bucket.ts';

/** Where recordings go, from the environment: a bucket of S3, or of whatever speaks its REST API. */
export type S3Settings = Omit<BucketOptions, 'clock'>;

/** A variable that is missing or wrong. The message names it and what it should be; it never quotes a credential. */
export class S3SettingsError extends Error {
  override readonly name = 'S3SettingsError';
}

// S3's rules for names of buckets.
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const REGION = /^[a-z0-9][a-z0-9-]{0,31}$/;
// What gateways other than AWS expect when nobody set a region of their own.
const DEFAULT_REGION = 'us-east-1';
const IP_ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[.*\])$/;

/**
 * Reads S3_ENDPOINT, S3_BUCKET, S3_PATH_STYLE, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN;
 * a blank one counts as missing. Without an endpoint the bucket is one of AWS, in AWS_REGION.
 * Undefined when neither S3_ENDPOINT nor S3_BUCKET is set: the AWS variables alone may be there for something else.
 * @throws S3SettingsError
 */
export function s3SettingsOf(env: Readonly<Record<string, string | undefined>>): S3Settings | undefined {
  const read = (name: string): string | undefined => env[name]?.trim() || undefined;
  const needed = (name: string, why: string): string => read(name) ?? wrong(`${name} is missing: ${why}.`);
  const given = read('S3_ENDPOINT');
  if (given === undefined && read('S3_BUCKET') === undefined) return undefined;

  const bucket = needed('S3_BUCKET', 'S3_ENDPOINT is set, so the bucket has to be named');
  if (!BUCKET.test(bucket)) wrong('S3_BUCKET must be the name of a bucket: 3 to 63 of a-z, 0-9, . and -.');
  const why = 'without S3_ENDPOINT the bucket is one of AWS, in a region';
  const region = given === undefined ? needed('AWS_REGION', why) : (read('AWS_REGION') ?? DEFAULT_REGION);
  if (!REGION.test(region)) wrong('AWS_REGION must be the name of a region, such as eu-central-1.');
  const endpoint = given === undefined ? awsEndpoint(region) : originOf(given);
  const pathStyle = flag('S3_PATH_STYLE', read('S3_PATH_STYLE')) ?? given !== undefined;
  if (!pathStyle) refuseUnreachableHost(bucket, new URL(endpoint));
  const sessionToken = credential('AWS_SESSION_TOKEN', read('AWS_SESSION_TOKEN'));
  return {
    endpoint,
    bucket,
    region,
    pathStyle,
    accessKeyId: credential('AWS_ACCESS_KEY_ID', needed('AWS_ACCESS_KEY_ID', 'the bucket takes signed requests only')),
    secretAccessKey: credential('AWS_SECRET_ACCESS_KEY', needed('AWS_SECRET_ACCESS_KEY', 'the bucket takes signed requests only')),
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}

function awsEndpoint(region: string): string {
  return `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/** A path would have to be part of every signature and every presigned address; gateways below a path do not agree on how. */
function originOf(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    return wrong('S3_ENDPOINT must be an address such as https://s3.example.org or http://localhost:9000.');
  }
  if (url.username !== '' || url.password !== '') {
    wrong('S3_ENDPOINT must hold no credentials: they belong in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.');
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    wrong('S3_ENDPOINT must end after host and port: a store below a path is not supported, and the bucket belongs in S3_BUCKET.');
  }
  return url.origin;
}

function flag(name: string, value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  if (value !== 'true' && value !== 'false') wrong(`${name} must be true (the bucket in the path) or false (the bucket in front of the host).`);
  return value === 'true';
}

function refuseUnreachableHost(bucket: string, { protocol, hostname }: URL): void {
  if (IP_ADDRESS.test(hostname)) wrong('S3_PATH_STYLE must be true for an S3_ENDPOINT that is an IP address: no bucket can stand in front of it.');
  // The certificate of a store covers one label in front of its host.
  if (protocol === 'https:' && bucket.includes('.')) wrong('S3_PATH_STYLE must be true for an S3_BUCKET with a dot: no certificate covers its host.');
}

/** Characters that no header may hold would fail only later, with a message that quotes them. */
function credential<T extends string | undefined>(name: string, value: T): T {
  if (value !== undefined && !/^[\x21-\x7e]+$/.test(value)) wrong(`${name} holds characters that no credential has.`);
  return value;
}

function wrong(message: string): never {
  throw new S3SettingsError(message);
}

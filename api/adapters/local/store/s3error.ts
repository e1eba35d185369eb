import { randomBytes } from 'node:crypto';

// The status of each code, as S3 has it.
const STATUS = {
  AccessDenied: 403,
  AuthorizationHeaderMalformed: 400,
  AuthorizationQueryParametersError: 400,
  BadDigest: 400,
  EntityTooLarge: 400,
  IncompleteBody: 400,
  InternalError: 500,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidToken: 400,
  InvalidURI: 400,
  KeyTooLongError: 400,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NotImplemented: 501,
  PreconditionFailed: 412,
  RequestTimeTooSkewed: 403,
  SignatureDoesNotMatch: 403,
  XAmzContentSHA256Mismatch: 400,
} as const;

export type S3ErrorCode = keyof typeof STATUS;

/** What the embedded store refuses a request with. `message` goes to the caller and holds nothing private. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly code: S3ErrorCode;
  readonly headers: Record<string, string>;
  constructor(code: S3ErrorCode, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.code = code;
    this.headers = headers;
  }
}

/** `text` as XML character data. */
export function xmlText(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** S3's error document, or only its status and headers in answer to a HEAD. */
export function errorResponse(error: S3Error, method: string): Response {
  const requestId = randomBytes(8).toString('hex').toUpperCase();
  const document =
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<Error><Code>${error.code}</Code><Message>${xmlText(error.message)}</Message><RequestId>${requestId}</RequestId></Error>`;
  return new Response(method === 'HEAD' ? null : document, {
    status: STATUS[error.code],
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId, ...error.headers },
  });
}

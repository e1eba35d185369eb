import type { Handler } from 'hono';
import * as v from 'valibot';
import { MAX_SEGMENT_BYTES } from '../../../src/core/manifest.ts';
import { segmentKey } from '../../../src/core/names.ts';
import { MAX_PRESIGN_BODY_BYTES, PRESIGN_SECONDS, presignRequest, type PresignResponse } from '../../../src/wire/api.ts';
import { checked, parseJson, readBody, requireJson } from '../../body.ts';
import type { AppDeps } from '../../deps.ts';
import { ProblemError } from '../../problem.ts';
import { requireOwner, uploaders } from '../../signedin.ts';

const sizes = v.looseObject({ segments: v.array(v.looseObject({ bytes: v.number() })) });

/**
 * `POST /api/uploads`: signs one PUT per segment, for five minutes by the server's clock.
 * What is received already is not looked at: segments are named by their content, so one too many changes nothing.
 */
export function presign({ sessions, store, clock }: AppDeps): Handler {
  return async (c) => {
    const owners = await uploaders(sessions, c.req.raw);
    requireJson(c.req.raw);
    const body = parseJson(await readBody(c.req.raw, MAX_PRESIGN_BODY_BYTES));
    refuseLargeSegments(body);
    const { ownerId, recordingId, segments } = checked(presignRequest, body, 'bad_request');
    requireOwner(owners, ownerId);
    // Taken before signing, so that what we promise ends no later than what is signed.
    const serverTimeMs = clock();
    const expiresAtMs = serverTimeMs + PRESIGN_SECONDS * 1000;
    const urls = await Promise.all(
      segments.map(async ({ seq, bytes, sha256 }) => {
        const key = segmentKey(ownerId, recordingId, seq, sha256);
        const { path, headers } = await store.presignPut(key, { bytes, sha256, seconds: PRESIGN_SECONDS });
        return { seq, url: path, headers, expiresAtMs };
      }),
    );
    return c.json({ holdfast: 'presign', serverTimeMs, urls } satisfies PresignResponse);
  };
}

// Before the schema, which would call it a bad request: this limit has a code of its own that tells the client what to do.
function refuseLargeSegments(body: unknown): void {
  const read = v.safeParse(sizes, body);
  if (read.success && read.output.segments.some(({ bytes }) => bytes > MAX_SEGMENT_BYTES)) {
    throw new ProblemError('segment_too_large', { detail: `more than ${MAX_SEGMENT_BYTES} bytes` });
  }
}

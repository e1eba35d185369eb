import type { Handler } from 'hono';
import { OWNER_ID, ingestPrefix, parseSegmentKey } from '../../../src/core/names.ts';
import type { UploadState } from '../../../src/wire/api.ts';
import type { AppDeps } from '../../deps.ts';
import { ProblemError } from '../../problem.ts';
import { requireOwner, uploaders } from '../../signedin.ts';
import { composed, receiptOf, received } from './received.ts';
import { recordingIdIn } from './recordingidin.ts';

/**
 * `GET /api/uploads/{recordingId}?ownerId=…`: where a recording stands.
 * One that was received and that compose has not answered for is asked for again: asking is what a waiting phone does.
 */
export function state({ sessions, store, compose }: AppDeps): Handler {
  return async (c) => {
    const owners = await uploaders(sessions, c.req.raw);
    const recordingId = recordingIdIn(c);
    const ownerId = c.req.query('ownerId') ?? '';
    if (!OWNER_ID.test(ownerId)) throw new ProblemError('bad_request', { detail: 'not valid: ownerId' });
    requireOwner(owners, ownerId);
    const answer: UploadState = { holdfast: 'upload', recordingId, segments: [], receipt: null, archived: null, problem: null };
    for await (const { key, bytes } of store.list(ingestPrefix(ownerId, recordingId))) {
      const segment = parseSegmentKey(key);
      if (segment) answer.segments.push({ seq: segment.seq, bytes, sha256: segment.sha256 });
    }
    const pointer = await received(store, ownerId, recordingId);
    if (pointer) {
      answer.receipt = receiptOf(recordingId, pointer);
      Object.assign(answer, await composed(store, ownerId, recordingId, pointer.manifestSha256));
      if (!answer.archived && !answer.problem) compose.enqueue(ownerId, recordingId);
    }
    return c.json(answer);
  };
}

import { createHash } from 'node:crypto';
import type { Handler } from 'hono';
import * as v from 'valibot';
import { amendmentKey, archiveRecordKey, manifestPointerKey, type OwnerId, type RecordingId } from '../../../src/core/names.ts';
import { amendment as amendmentSchema, MAX_AMENDMENT_BYTES, type AmendmentReceipt } from '../../../src/wire/amendment.ts';
import { checked, parseJson, readBody, requireJson } from '../../body.ts';
import type { AppDeps } from '../../deps.ts';
import { StoreError, type ObjectStore } from '../../ports.ts';
import { ProblemError } from '../../problem.ts';
import { requireOwner, uploaders } from '../../signedin.ts';
import { newestTextsAfter } from './newesttexts.ts';
import { recordingIdIn } from './recordingidin.ts';

const owned = v.looseObject({ ownerId: amendmentSchema.entries.ownerId });

/**
 * `POST /api/uploads/{recordingId}/amendments`: takes in private texts that were written after the manifest, byte for byte and
 * once per number, and brings them to those who read the archive. Who has a receipt gets it again. `manifestSha256` decides
 * nothing: who has sent another manifest with the same segments was told that theirs counts as sent.
 */
export function amendments({ sessions, store }: AppDeps): Handler {
  return async (c) => {
    const owners = await uploaders(sessions, c.req.raw);
    const recordingId = recordingIdIn(c);
    requireJson(c.req.raw);
    const bytes = await readBody(c.req.raw, MAX_AMENDMENT_BYTES);
    const value = parseJson(bytes);
    const { ownerId } = checked(owned, value, 'invalid_amendment');
    requireOwner(owners, ownerId);
    const amendment = checked(amendmentSchema, value, 'invalid_amendment');
    if (amendment.recordingId !== recordingId) throw new ProblemError('invalid_amendment', { detail: 'of another recording than the address says' });
    const { n } = amendment;
    const key = amendmentKey(ownerId, recordingId, n);
    let there = await store.get(key);
    if (!there) {
      await requireBefore(store, ownerId, recordingId, n);
      if ((await store.put(key, bytes, { contentType: 'application/json', ifAbsent: true })) === 'exists') {
        there = await store.get(key);
        if (!there) throw new StoreError('an amendment is there and is not');
      }
    }
    if (there && !Buffer.from(there).equals(bytes)) throw new ProblemError('amendment_differs');
    // Before the receipt, so that with it the archive has them; after a crash the phone asks again.
    await newestTextsAfter(store, ownerId, recordingId, n);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return c.json({ holdfast: 'amendment', recordingId, n, sha256 } satisfies AmendmentReceipt);
  };
}

/** @throws ProblemError `not_found` before the recording was received, `amendment_gap` before the amendment in front of this one was. */
async function requireBefore(store: ObjectStore, ownerId: OwnerId, recordingId: RecordingId, n: number): Promise<void> {
  const isReceived = (await store.head(manifestPointerKey(ownerId, recordingId))) ?? (await store.head(archiveRecordKey(ownerId, recordingId)));
  if (!isReceived) throw new ProblemError('not_found', { detail: 'the recording has not been received' });
  if (n > 1 && !(await store.head(amendmentKey(ownerId, recordingId, n - 1)))) throw new ProblemError('amendment_gap');
}

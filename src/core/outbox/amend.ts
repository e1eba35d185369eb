import { MAX_AMENDMENT_TEXTS, sealedTextName, type Amendment } from '../amendment.ts';
import { Failure, Stale } from '../failures.ts';
import type { Digest, RecordingStore, Telemetry, UploadApi } from '../ports.ts';
import type { FrozenAmendment, Recording } from '../recording.ts';
import { encodeUtf8 } from '../seal/utf8.ts';

export interface AmendDeps {
  store: RecordingStore;
  digest: Digest;
  api: UploadApi;
  telemetry: Telemetry;
}

/**
 * Brings what was written after a recording's manifest one step closer to the server: sends the next amendment that is
 * frozen, or freezes one of what has been written since. Rejects with a Failure.
 */
export async function amend(deps: AmendDeps, recording: Recording): Promise<void> {
  const { store, digest, api, telemetry } = deps;
  const { id, ownerId } = recording;
  const frozen = await store.amendments(id);
  const next = frozen.find(({ received }) => !received);
  try {
    if (!next) return await freezeAmendment(deps, recording, frozen);
    if ((await digest.sha256(next.bytes)) !== next.sha256) throw new Failure('data_corrupt', { detail: `amendment ${next.n} has changed on this device` });
    const answer = await api.amend(id, next.bytes);
    if (answer.outcome === 'gap') {
      await store.markAmendmentsPending(id, next.n);
      throw new Failure('segments_missing', { detail: `an amendment before ${next.n}` });
    }
    if (answer.sha256 !== next.sha256) throw new Failure('amendment_refused', { detail: 'the receipt is for another amendment' });
    await store.markAmended(id, next.n);
    telemetry.record({ event: 'amendment_sent', level: 'info', recordingId: id, userId: ownerId, seq: next.n, size: next.bytes.byteLength });
  } catch (error) {
    // Somebody else was quicker, or the recording is gone.
    if (!(error instanceof Stale)) throw error;
  }
}

/** Freezes the versions that no amendment has yet, before anybody is told of them; where there are none, that is noted. */
async function freezeAmendment({ store, digest }: AmendDeps, { id, ownerId }: Recording, frozen: readonly FrozenAmendment[]): Promise<void> {
  // The row is read before the texts, so that what is written in between is not taken for sent.
  const row = await store.get(id);
  if (!row || row.manifestSha256 === null) return;
  const had = new Map<string, number>();
  for (const { texts } of frozen) for (const { name, version } of texts) had.set(name, Math.max(version, had.get(name) ?? 0));
  const due = (await store.texts(id)).filter((text) => text.amends && text.version > (had.get(sealedTextName(text)) ?? 0));
  if (due.length === 0) return store.settleEdits(id, row.edits ?? 0);
  const n = (frozen.at(-1)?.n ?? 0) + 1;
  const texts = due
    .slice(0, MAX_AMENDMENT_TEXTS)
    .map(({ kind, mark, version, iv, sealed, wrappedKeys }) => ({ kind, ...(mark === undefined ? {} : { mark }), version, iv, sealed, wrappedKeys }));
  const amendment: Amendment = { version: 1, ownerId, recordingId: id, n, manifestSha256: row.manifestSha256, texts };
  const bytes = encodeUtf8(JSON.stringify(amendment));
  const names = texts.map((text) => ({ name: sealedTextName(text), version: text.version }));
  await store.addAmendment(id, { n, sha256: await digest.sha256(bytes), bytes, texts: names });
}

import * as v from 'valibot';
import { MAX_AMENDMENT_TEXTS, MAX_AMENDMENTS } from '../core/amendment.ts';
import { ownerId, recordingId, sealedText, sha256 } from './api.ts';

/** Largest body of an amendment: a note of 10,000 characters is under 60 KB, sealed and with its keys. */
export const MAX_AMENDMENT_BYTES = 512 * 1024;

const n = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_AMENDMENTS));

/** `POST /api/uploads/{recordingId}/amendments`: private texts that were written after the manifest, the n-th time. */
export const amendment = v.looseObject({
  version: v.literal(1),
  ownerId,
  recordingId,
  n,
  manifestSha256: sha256,
  texts: v.pipe(v.array(sealedText), v.minLength(1), v.maxLength(MAX_AMENDMENT_TEXTS)),
});

/** `sha256`: of the amendment's bytes. It is the same for as long as the amendment is there. */
export const amendmentReceipt = v.looseObject({ holdfast: v.literal('amendment'), recordingId, n, sha256 });
export type AmendmentReceipt = v.InferOutput<typeof amendmentReceipt>;

/** `archive/…/texts-{n}.json`: the newest version of every private text as of amendment `n`. It takes the place of `texts` in `recording.json`. */
export const newestTexts = v.looseObject({ version: v.literal(1), ownerId, recordingId, n, texts: v.array(sealedText) });
export type NewestTexts = v.InferOutput<typeof newestTexts>;

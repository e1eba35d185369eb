import { Failure } from '../core/failures.ts';
import type { Clock, UploadApi } from '../core/ports.ts';
import { amendmentReceipt } from '../wire/amendment.ts';
import { presignResponse, receipt, uploadState } from '../wire/api.ts';
import { answerOf, failureOf, problemOf, send } from './http.ts';

/** The upload routes of our API, over fetch, with the cookies that the browser adds by itself. */
export function createUploadApi(clock: Clock): UploadApi {
  let offsetMs: number | null = null;

  const post = (path: string, body: BodyInit) => send(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } });

  return {
    serverOffsetMs: () => offsetMs,

    async presign(ownerId, recordingId, segments) {
      const wanted = segments.map(({ seq, bytes, sha256 }) => ({ seq, bytes, sha256 }));
      const askedAtMs = clock.nowMs();
      const answer = await answerOf(await post('/api/uploads', JSON.stringify({ ownerId, recordingId, segments: wanted })), presignResponse);
      offsetMs = answer.serverTimeMs - Math.round((askedAtMs + clock.nowMs()) / 2);
      const offset = offsetMs;
      return answer.urls.map(({ seq, url, headers, expiresAtMs }) => {
        if (!url.startsWith('/') || url.startsWith('//')) throw new Failure('foreign_answer', { detail: 'a URL of another origin' });
        // A minute is left for the PUT itself.
        return { seq, url, headers, expiresAtMs: expiresAtMs - offset - 60_000 };
      });
    },

    async put({ url, headers }, data) {
      const response = await send(url, { method: 'PUT', headers, body: data, credentials: 'omit' });
      // An answer that nobody reads to its end keeps its connection busy.
      await response.arrayBuffer().catch(() => undefined);
      // 412: an earlier try has arrived although its answer did not.
      if (response.status === 200 || response.status === 412) {
        if (response.headers.has('etag') || response.status === 412) return;
        throw new Failure('foreign_answer', { detail: 'not an answer of the store' });
      }
      throw response.status === 429 || response.status === 503 ? await failureOf(response) : new Failure('upload_refused', { detail: String(response.status) });
    },

    async complete(recordingId, manifest) {
      const response = await post(`/api/uploads/${recordingId}/complete`, manifest);
      if (response.status === 200) {
        const { manifestSha256, receivedAtMs } = await answerOf(response, receipt);
        return { outcome: 'receipt', manifestSha256, receivedAtMs };
      }
      const refusal = await problemOf(response);
      if (refusal?.code === 'segments_missing') return { outcome: 'missing', seqs: refusal.missing ?? [] };
      if (refusal?.code === 'manifest_differs') return { outcome: 'differs', manifestSha256: refusal.manifestSha256 ?? '', segments: refusal.segments ?? [] };
      throw await failureOf(response, refusal);
    },

    async amend(recordingId, amendment) {
      const response = await post(`/api/uploads/${recordingId}/amendments`, amendment);
      if (response.status === 200) return { outcome: 'receipt', sha256: (await answerOf(response, amendmentReceipt)).sha256 };
      const refusal = await problemOf(response);
      if (refusal?.code === 'amendment_gap') return { outcome: 'gap' };
      throw await failureOf(response, refusal);
    },

    async state(ownerId, recordingId) {
      const answer = await answerOf(await send(`/api/uploads/${recordingId}?ownerId=${ownerId}`), uploadState);
      return { archived: answer.archived, problem: answer.problem };
    },
  };
}

import type { AccountApi } from '../core/account/signedin.ts';
import { Failure } from '../core/failures.ts';
import { sessionOrNobody, signedOut, uploaders } from '../wire/api.ts';
import { answerOf, send } from './http.ts';

const TIMEOUT_MS = 10_000;

/** The account routes of our API, over fetch, with the cookies that the browser adds by itself. For page and worker. */
export const accountApi: AccountApi = {
  async session() {
    try {
      const answer = await answerOf(await send('/api/session?or=nobody', {}, TIMEOUT_MS), sessionOrNobody);
      if (answer.holdfast === 'nobody') return null;
      const { ownerId, email, signedInAtMs, internalHmac } = answer;
      return { ownerId, email, signedInAtMs: signedInAtMs ?? null, ...(internalHmac !== undefined && { internalHmac }) };
    } catch (error) {
      return isNobody(error) ? null : undefined;
    }
  },

  async uploaders() {
    try {
      return (await answerOf(await send('/api/uploads', {}, TIMEOUT_MS), uploaders)).owners;
    } catch (error) {
      return isNobody(error) ? [] : undefined;
    }
  },

  async signOut() {
    try {
      await answerOf(await send('/api/signout', { method: 'POST' }, TIMEOUT_MS), signedOut);
      return true;
    } catch (error) {
      return isNobody(error);
    }
  },
};

function isNobody(error: unknown): boolean {
  return error instanceof Failure && error.code === 'not_signed_in';
}

import * as oidc from 'openid-client';
import type { SignInFault } from './pages.ts';

/** Error codes of OAuth 2.0 and OpenID Connect. Whatever else stands in their place could be anything, and is not logged. */
const KNOWN = new Set([
  'access_denied',
  'account_selection_required',
  'consent_required',
  'interaction_required',
  'invalid_client',
  'invalid_grant',
  'invalid_request',
  'invalid_scope',
  'login_required',
  'server_error',
  'temporarily_unavailable',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
]);
/** Codes of the library for an answer that did not come, in time or at all as it should. */
const NO_ANSWER = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON']);

/** The issuer's answer is sound, and of no use. */
export class UnusableTokenError extends Error {
  override readonly name = 'UnusableTokenError';
}

/** What a failure at the issuer means for the person in front of it, and a code for the log with nothing private in it. */
export function signInFault(error: unknown): { fault: SignInFault; code: string } {
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError) {
    const code = KNOWN.has(error.error) ? error.error : 'other_error';
    return { fault: FAULTS[code] ?? 'refused', code };
  }
  if (error instanceof oidc.ClientError) {
    const code = error.code ?? 'unknown';
    return { fault: NO_ANSWER.has(code) ? 'unreachable' : 'refused', code };
  }
  // What fetch rejects with. The library's own, for what it is called with wrongly, have a code.
  if (error instanceof TypeError && !('code' in error)) return { fault: 'unreachable', code: causeOf(error) };
  return { fault: 'refused', code: error instanceof Error ? error.name : 'unknown' };
}

const FAULTS: Readonly<Record<string, SignInFault>> = {
  access_denied: 'cancelled',
  // The code was used, or has lain too long.
  invalid_grant: 'expired',
  server_error: 'unreachable',
  temporarily_unavailable: 'unreachable',
};

/** The system's code for why a connection failed. */
function causeOf({ name, cause }: Error): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : name;
}

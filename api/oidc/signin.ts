import * as oidc from 'openid-client';
import { StoreError, type Clock, type Log, type Person, type Sessions, type SignIn } from '../ports.ts';
import { problemResponse } from '../problem.ts';
import type { OidcSettings } from './oidcsettings.ts';
import { PAGE_STYLE } from './page.ts';
import { faultPage, onwardPage, STYLE_PATH, type SignInFault } from './pages.ts';
import { personOf } from './person.ts';
import { createRelyingParty } from './relyingparty.ts';
import { returnPath } from './returnpath.ts';
import { signInFault, UnusableTokenError } from './signinfault.ts';
import { forgetTransaction, keepTransaction, newTransaction, transactionIn, type Transaction } from './transaction.ts';

export interface SignInOptions {
  settings: OidcSettings;
  sessions: Sessions;
  clock: Clock;
  log: Log;
  /** How the issuer is reached; the global one when left out. */
  fetch?: typeof fetch;
}

const STATUS: Record<SignInFault, number> = {
  cancelled: 403,
  expired: 400,
  unreachable: 503,
  refused: 502,
  no_role: 403,
  shut_out: 403,
  unavailable: 503,
};

/**
 * Signs people in with an issuer of OpenID Connect: authorization code, PKCE (S256), state and nonce, the ID token's signature
 * verified. The origin of each request is where its browser comes back to. Tokens are looked at once and dropped.
 */
export function createSignIn({ settings, sessions, clock, log, fetch }: SignInOptions): SignIn {
  const party = createRelyingParty({ settings, clock, ...(fetch && { fetch }) });

  async function begin(request: Request): Promise<Response> {
    const { origin, searchParams } = new URL(request.url);
    const returnTo = returnPath(searchParams.get('returnTo'));
    let configuration: oidc.Configuration;
    try {
      configuration = await party.configuration();
    } catch (error) {
      const { code } = signInFault(error);
      log('error', 'issuer_unreachable', { code });
      return failed(request, 'unreachable', returnTo);
    }
    const transaction = newTransaction(returnTo, clock());
    const goal = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: `${origin}/oidc/callback`,
      scope: settings.scope,
      state: transaction.state,
      nonce: transaction.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(transaction.codeVerifier),
      code_challenge_method: 'S256',
      ...(settings.prompt !== undefined && { prompt: settings.prompt }),
    });
    const cookies = keepTransaction(request, transaction).map((cookie): [string, string] => ['Set-Cookie', cookie]);
    return new Response(null, { status: 302, headers: [['Location', goal.href], ['Cache-Control', 'no-store'], ...cookies] });
  }

  async function finish(request: Request): Promise<Response> {
    const transaction = transactionIn(request, new URL(request.url).searchParams.get('state'), clock());
    if (!transaction) {
      log('info', 'sign_in_failed', { fault: 'expired', code: 'no_transaction' });
      return failed(request, 'expired', '/');
    }
    const answer = await opened(request, transaction);
    answer.headers.append('Set-Cookie', forgetTransaction(request, transaction));
    return answer;
  }

  async function opened(request: Request, transaction: Transaction): Promise<Response> {
    const { returnTo } = transaction;
    let person: Person | undefined;
    try {
      person = await identified(new URL(request.url), transaction);
    } catch (error) {
      const { fault, code } = signInFault(error);
      log(fault === 'cancelled' || fault === 'expired' ? 'info' : 'error', 'sign_in_failed', { fault, code });
      return failed(request, fault, returnTo);
    }
    if (!person) {
      log('warn', 'sign_in_failed', { fault: 'no_role' });
      return failed(request, 'no_role', returnTo);
    }
    try {
      const cookies = await sessions.open(request, person);
      if (cookies) {
        // A page that goes on, not a redirect: a strict cookie is not sent along one that began at the issuer's site.
        const page = html(200, onwardPage(returnTo, request.headers.get('Accept-Language')));
        for (const cookie of cookies) page.headers.append('Set-Cookie', cookie);
        return page;
      }
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      log('error', 'sign_in_failed', { fault: 'unavailable', ...(error.status !== undefined && { status: error.status }) });
      return failed(request, 'unavailable', returnTo);
    }
    log('warn', 'sign_in_failed', { fault: 'shut_out' });
    return failed(request, 'shut_out', returnTo);
  }

  /** Whom the issuer vouches for in exchange for the code in `url`; undefined when it gives them no role of ours. */
  async function identified(url: URL, { state, nonce, codeVerifier }: Transaction): Promise<Person | undefined> {
    const configuration = await party.configuration();
    const { issuer, userinfo_endpoint: more } = configuration.serverMetadata();
    const tokens = await oidc.authorizationCodeGrant(configuration, url, { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier });
    const said = tokens.claims();
    if (!said?.sub) throw new UnusableTokenError('an ID token that names nobody');
    // An issuer need not put into the ID token what the user info has.
    const complete = said['email'] !== undefined && said[settings.rolesClaim] !== undefined;
    const rest = complete || more === undefined ? {} : await oidc.fetchUserInfo(configuration, tokens.access_token, said.sub);
    return personOf(issuer, said.sub, { ...rest, ...said }, settings.rolesClaim);
  }

  return {
    async handle(request) {
      const { pathname } = new URL(request.url);
      const reading = request.method === 'GET' || request.method === 'HEAD';
      switch (pathname) {
        case '/oidc/signin':
          return reading ? begin(request) : notAllowed('GET, HEAD');
        case '/oidc/callback':
          // Not HEAD, which must not use up a code.
          return request.method === 'GET' ? finish(request) : notAllowed('GET');
        case STYLE_PATH:
          return reading ? new Response(PAGE_STYLE, { headers: { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'no-cache' } }) : notAllowed('GET, HEAD');
        default:
          return problemResponse('not_found');
      }
    },
  };
}

function notAllowed(allow: string): Response {
  return problemResponse('method_not_allowed', {}, { Allow: allow });
}

function failed(request: Request, fault: SignInFault, returnTo: string): Response {
  return html(STATUS[fault], faultPage(fault, returnTo, request.headers.get('Accept-Language')));
}

function html(status: number, text: string): Response {
  return new Response(text, { status, headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' } });
}

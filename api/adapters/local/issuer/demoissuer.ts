import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Configuration } from 'oidc-provider';
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';
import { Provider } from 'oidc-provider/lib/provider.js';
import { isLoopback, type OidcSettings } from '../../../oidc/oidcsettings.ts';
import { DEMO_USERS } from './demousers.ts';
import { createInteraction } from './interaction.ts';
import { pageHeaders } from './issuerheaders.ts';
import { overPage } from './issuerpages.ts';

/** An issuer of OpenID Connect without passwords: whoever reaches it may be any of the demo's people. */
export interface DemoIssuer {
  /** As what the service signs people in with it. */
  settings: OidcSettings;
  /** Reaches it without leaving this machine, whatever its address is outside. */
  fetch: typeof fetch;
  /** Answers everything below `ISSUER_PATH`. */
  handle(request: IncomingMessage, response: ServerResponse): void;
}

/** Where the issuer lies below the origin that it is on. */
export const ISSUER_PATH = '/issuer';

const CALLBACK_PATH = '/oidc/callback';
/** As long as a sign-in of ours waits for it. */
const INTERACTION_SECONDS = 10 * 60;
const MINUTE_SECONDS = 60;

/**
 * Makes an issuer at `origin`, with keys and a client secret of its own that end with the process. Its only client is the app,
 * on `origin` or on any port of this machine. `reachedAt`: the origin at which `handle` answers here.
 */
export function createDemoIssuer({ origin, reachedAt = origin }: { origin: string; reachedAt?: string }): DemoIssuer {
  const issuer = `${origin}${ISSUER_PATH}`;
  const client = { id: 'holdfast', secret: randomBytes(32).toString('base64url') };
  const provider = new Provider(issuer, configurationFor(origin, client));
  // Whatever stands in front of the service: what the issuer says of its addresses is what `handle` says.
  provider.proxy = true;
  provider.Client.prototype.redirectUriAllowed = (uri) => isOurs(uri, origin);
  const { host, protocol } = new URL(origin);
  const answer = provider.callback();
  const interaction = createInteraction({ provider, origin });

  return {
    settings: { issuer, clientId: client.id, clientSecret: client.secret, rolesClaim: 'roles', prompt: 'login', scope: 'openid email roles' },
    fetch: (url, init) => fetch(String(url).replace(origin, reachedAt), init),
    handle(request, response) {
      Object.assign(request.headers, { host, 'x-forwarded-proto': protocol.slice(0, -1) });
      delete request.headers['x-forwarded-host'];
      forgetSession(request, provider.cookieName('session'));
      endWithBrowser(response);
      for (const [name, value] of Object.entries(pageHeaders([]))) response.setHeader(name, value);
      const path = (request.url ?? '').slice(ISSUER_PATH.length);
      if (/^\/(?:interaction\/[\w-]+|style\.css)$/.test(path)) return void interaction(request, response);
      // The path that it is mounted at is what the original one has more (connect's convention).
      Object.assign(request, { originalUrl: request.url, url: path === '' ? '/' : path });
      void answer(request, response);
    },
  };
}

function configurationFor(origin: string, client: { id: string; secret: string }): Configuration {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    adapter: createMemoryAdapter(),
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'demo' }] },
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [`${origin}${CALLBACK_PATH}`],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    cookies: { keys: [randomBytes(32).toString('base64url')], long: { path: ISSUER_PATH, sameSite: 'lax' } },
    scopes: ['openid'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], roles: ['roles'] },
    pkce: { required: () => true },
    responseTypes: ['code'],
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false }, resourceIndicators: { enabled: false } },
    interactions: { url: (_, { uid }) => `${ISSUER_PATH}/interaction/${uid}` },
    clientBasedCORS: () => false,
    ttl: {
      AccessToken: MINUTE_SECONDS,
      AuthorizationCode: MINUTE_SECONDS,
      Grant: INTERACTION_SECONDS,
      IdToken: MINUTE_SECONDS,
      Interaction: INTERACTION_SECONDS,
      Session: INTERACTION_SECONDS,
    },
    findAccount(_, subject) {
      const user = DEMO_USERS.find((one) => one.subject === subject);
      return user && { accountId: subject, claims: () => ({ sub: subject, email: user.email, email_verified: true, roles: [...user.roles] }) };
    },
    // The app is the issuer's own: nobody is asked whether it may know their e-mail.
    async loadExistingGrant({ oidc }) {
      const accountId = oidc.session?.accountId;
      if (!oidc.client || accountId === undefined) return undefined;
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId });
      grant.addOIDCScope('openid email roles');
      await grant.save();
      return grant;
    },
    renderError(ctx) {
      ctx.type = 'html';
      ctx.body = overPage(origin, ctx.get('Accept-Language'));
    },
  };
}

/** Tests and tunnels reach the app on other ports of this machine. */
function isOurs(uri: string, origin: string): boolean {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (!url || uri !== `${url.origin}${CALLBACK_PATH}`) return false;
  return url.origin === origin || (url.protocol === 'http:' && isLoopback(url.hostname));
}

/** Each sign-in begins anew: the issuer never knows the next person on a shared phone as the former. */
function forgetSession(request: IncomingMessage, name: string): void {
  const pairs = (request.headers.cookie ?? '').split(';').filter((pair) => !pair.trim().startsWith(name));
  request.headers.cookie = pairs.join(';');
}

/** The issuer's cookies last as long as the browser: an hour by our clock may be over on a device whose clock is another. */
function endWithBrowser(response: ServerResponse): void {
  const setHeader = response.setHeader.bind(response);
  // A time in 1970 takes the cookie away, whatever the clocks say.
  const lasting = (cookie: unknown) => String(cookie).replace(/; ?expires=(?!Thu, 01 Jan 1970)[^;]*/i, '');
  response.setHeader = (name, value) => setHeader(name, name.toLowerCase() === 'set-cookie' ? [value].flat().map(lasting) : value);
}

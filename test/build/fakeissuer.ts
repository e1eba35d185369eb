import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';
import type { OidcSettings } from '../../api/oidc/oidcsettings.ts';

/** What the issuer says to a token request, for a test to twist. */
export interface FakeAnswers {
  /** Claims beside those that make an ID token valid; a claim that is undefined is left out. */
  claims: Record<string, unknown>;
  /** What the user info says beside the subject; undefined: there is none. */
  userInfo: Record<string, unknown> | undefined;
  /** The access token; undefined: another one each time. */
  accessToken?: string | undefined;
  /** Makes the ID token in place of the issuer. */
  idToken: ((claims: JWTPayload, key: { kid: string; publicJwk: JWK; sign(claims: JWTPayload): Promise<string> }) => Promise<string> | string) | undefined;
  /** The status of everything, instead of an answer. */
  status: number | undefined;
  /** Ways that the token endpoint takes the secret. */
  authMethods: readonly string[] | undefined;
}

/** A small issuer of OpenID Connect on a port of its own. Everybody is `subject` there, and nobody is asked. */
export interface FakeIssuer {
  settings: OidcSettings;
  subject: string;
  answers: FakeAnswers;
  /** Requests so far, by method and path. */
  asked: string[];
  /** Nothing listens any more, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
}

interface Grant {
  challenge: string;
  nonce: string;
  redirectUri: string;
}

// Made once: an RSA key takes a while.
let keyPair: ReturnType<typeof generateKeyPair> | undefined;

/** Starts it. Its codes are good once, with the right client, verifier and address. */
export async function startFakeIssuer(subject = 'Subject-1'): Promise<FakeIssuer> {
  const { publicKey, privateKey } = await (keyPair ??= generateKeyPair('RS256', { extractable: true }));
  const key = { kid: 'k1', publicJwk: await exportJWK(publicKey), sign: (claims: JWTPayload) => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(privateKey) };
  const client = { clientId: 'app', clientSecret: 'a secret: 100% + more' };
  const answers: FakeAnswers = { claims: {}, userInfo: undefined, idToken: undefined, status: undefined, authMethods: undefined };
  const asked: string[] = [];
  const grants = new Map<string, Grant>();
  let server: Server;
  let port = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const issuer = `http://127.0.0.1:${port}`;
    const { pathname, searchParams } = new URL(request.url ?? '', issuer);
    asked.push(`${request.method} ${pathname}`);
    const json = (status: number, body: unknown) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    if (answers.status !== undefined) return void json(answers.status, {});
    switch (pathname) {
      case '/.well-known/openid-configuration':
        return void json(200, {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          // As issuers do list them; what is listed is not what is good enough for us.
          id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
          token_endpoint_auth_methods_supported: answers.authMethods,
          userinfo_endpoint: answers.userInfo && `${issuer}/userinfo`,
        });
      case '/jwks':
        return void json(200, { keys: [{ ...key.publicJwk, kid: key.kid, alg: 'RS256', use: 'sig' }] });
      case '/authorize': {
        const code = randomUUID();
        const redirectUri = searchParams.get('redirect_uri') ?? '';
        grants.set(code, { challenge: searchParams.get('code_challenge') ?? '', nonce: searchParams.get('nonce') ?? '', redirectUri });
        const back = new URL(redirectUri);
        back.search = String(new URLSearchParams({ code, state: searchParams.get('state') ?? '' }));
        return void response.writeHead(302, { Location: back.href }).end();
      }
      case '/token':
        return token(request, json);
      case '/userinfo':
        return void json(200, { sub: subject, ...answers.userInfo });
      default:
        return void json(404, {});
    }
  }

  async function token(request: IncomingMessage, json: (status: number, body: unknown) => unknown): Promise<void> {
    let body = '';
    for await (const piece of request) body += String(piece);
    const form = new URLSearchParams(body);
    const [id, secret] = credentialsOf(request, form);
    if (id !== client.clientId || secret !== client.clientSecret) return void json(401, { error: 'invalid_client' });
    const code = form.get('code') ?? '';
    const grant = grants.get(code);
    grants.delete(code);
    const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
    if (!grant || grant.challenge !== challenge || grant.redirectUri !== form.get('redirect_uri')) return void json(400, { error: 'invalid_grant' });
    const nowS = Math.floor(Date.now() / 1000);
    const claims = { iss: settings.issuer, sub: subject, aud: client.clientId, iat: nowS, exp: nowS + 60, nonce: grant.nonce, ...answers.claims } as JWTPayload;
    json(200, { access_token: answers.accessToken ?? randomUUID(), token_type: 'Bearer', id_token: await (answers.idToken ?? ((said) => key.sign(said)))(claims, key) });
  }

  async function up(): Promise<void> {
    server = createServer((request, response) => void handle(request, response));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  }

  async function down(): Promise<void> {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  await up();
  const settings: OidcSettings = { issuer: `http://127.0.0.1:${port}`, ...client, rolesClaim: 'roles', prompt: 'login', scope: 'openid email' };
  return { settings, subject, answers, asked, up, down };
}

/** Basic as RFC 6749 has it, each half encoded as in a form, or in the body. */
function credentialsOf({ headers }: IncomingMessage, form: URLSearchParams): (string | null | undefined)[] {
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (basic === undefined) return [form.get('client_id'), form.get('client_secret')];
  return Buffer.from(basic, 'base64').toString().split(':').map((half) => decodeURIComponent(half.replaceAll('+', ' ')));
}

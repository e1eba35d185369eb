/** How people sign in, from the environment: with an issuer of OpenID Connect that knows this service as a confidential client. */
export interface OidcSettings {
  /** The issuer's identifier: below it lies `.well-known/openid-configuration`. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** How the token endpoint is told the secret; undefined: as the issuer's metadata prefer. */
  clientAuth?: 'basic' | 'post';
  /** The claim with a person's roles: a list, or text with spaces. */
  rolesClaim: string;
  /** What the issuer is asked to show; undefined: what it likes, which on a shared phone lets the next person in as the former. */
  prompt?: string;
  scope: string;
}

/** A variable that is missing or wrong. The message names it and what it should be; it never quotes a secret. */
export class OidcSettingsError extends Error {
  override readonly name = 'OidcSettingsError';
}

type Env = Readonly<Record<string, string | undefined>>;

const NAMES = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_CLIENT_AUTH', 'OIDC_ROLES_CLAIM', 'OIDC_PROMPT', 'OIDC_SCOPE'] as const;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
/** Tokens of RFC 6749, appendix A.4. */
const TOKENS = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/**
 * Reads OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_CLIENT_AUTH, OIDC_ROLES_CLAIM, OIDC_PROMPT and OIDC_SCOPE; a blank one counts as missing.
 * Undefined when none of them is set.
 * @throws OidcSettingsError also when some are set and no issuer is: nobody who meant to have one should get the demo's.
 */
export function oidcSettingsOf(env: Env): OidcSettings | undefined {
  const read = (name: (typeof NAMES)[number]): string | undefined => env[name]?.trim() || undefined;
  const given = NAMES.find((name) => read(name) !== undefined);
  if (given === undefined) return undefined;
  const needed = (name: (typeof NAMES)[number]): string => read(name) ?? wrong(`${name} is missing: ${given} is set, and sign-in needs OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.`);

  const clientAuth = read('OIDC_CLIENT_AUTH');
  if (clientAuth !== undefined && clientAuth !== 'basic' && clientAuth !== 'post') wrong('OIDC_CLIENT_AUTH must be basic or post.');
  const scope = read('OIDC_SCOPE') ?? 'openid email';
  if (!TOKENS.test(scope) || !scope.split(' ').includes('openid')) wrong('OIDC_SCOPE must be names of scopes with a space between, openid among them.');
  const prompt = promptOf(read('OIDC_PROMPT') ?? 'login');
  return {
    issuer: issuerOf(needed('OIDC_ISSUER')),
    clientId: printable('OIDC_CLIENT_ID', needed('OIDC_CLIENT_ID')),
    clientSecret: printable('OIDC_CLIENT_SECRET', needed('OIDC_CLIENT_SECRET')),
    ...(clientAuth !== undefined && { clientAuth }),
    rolesClaim: read('OIDC_ROLES_CLAIM') ?? 'roles',
    ...(prompt !== undefined && { prompt }),
    scope,
  };
}

/**
 * The app's own origin from PUBLIC_URL, for a server that something else is in front of; undefined when it is not set.
 * @throws OidcSettingsError
 */
export function publicOriginOf(env: Env): string | undefined {
  const given = env.PUBLIC_URL?.trim();
  if (!given) return undefined;
  const url = addressOf(given);
  if (!url || url.pathname !== '/') return wrong('PUBLIC_URL must be the address of the app without a path, such as https://holdfast.example.org; http only on localhost.');
  return url.origin;
}

/** Whether a host, as `URL.hostname` has it, is this machine. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

function issuerOf(given: string): string {
  if (!addressOf(given)) wrong('OIDC_ISSUER must be an https address without query and fragment, such as https://issuer.example.org/realm; http only on localhost.');
  // As it was given: an issuer is compared by its characters.
  return given;
}

/** An https address, or an http one of this machine: what is told on the way must stay between the two. */
function addressOf(given: string): URL | undefined {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  const plain = url?.username === '' && url.password === '' && !/[?#]/.test(given);
  return safe && plain ? url : undefined;
}

function promptOf(given: string): string | undefined {
  if (given === 'omit') return undefined;
  const words = given.split(' ');
  // `none` never shows a page, so that whoever has no session at the issuer could not sign in.
  if (!words.every((word) => /^[a-z_]+$/.test(word)) || words.includes('none')) wrong('OIDC_PROMPT must be login, another prompt of the issuer other than none, or omit to send none.');
  return given;
}

function printable(name: string, value: string): string {
  if (!/^[\x20-\x7e]+$/.test(value)) wrong(`${name} holds characters that it cannot have.`);
  return value;
}

function wrong(message: string): never {
  throw new OidcSettingsError(message);
}

/** `session` goes with every request; `grant`, by which an outbox is sent when the session is over, with those to upload routes only. */
export type CookieKind = 'session' | 'grant';

const NAMES = { session: { plain: 'sid', secure: '__Host-sid' }, grant: { plain: 'grant', secure: '__Secure-grant' } };
const PATHS = { session: '/', grant: '/api/uploads' };

/**
 * How long the browser keeps both. A session ends after 12 hours all the same, by the server's clock: its cookie is kept longer because
 * neither signing out nor signing in sees the grant's cookie, and the session's tells which grant is to be ended.
 */
const COOKIE_SECONDS = 30 * 24 * 60 * 60;

/** Cookies of one name that are looked at; more are nobody's accident. */
const MAX_VALUES = 4;
/** 32 random bytes in base64url. */
const VALUE = /^[A-Za-z0-9_-]{43}$/;

/** The `Set-Cookie` value (RFC 6265bis) that gives the browser `value`, as long as the scheme of `request` allows it. */
export function cookieFor(kind: CookieKind, request: Request, value: string): string {
  return written(kind, request, value, COOKIE_SECONDS);
}

/** The `Set-Cookie` value that takes the cookie away. */
export function clearedCookie(kind: CookieKind, request: Request): string {
  return written(kind, request, '', 0);
}

/**
 * The values that `request` carries and that could be ours. There may be several: on localhost, cookies of other ports and paths come
 * along, and one that is not ours must not hide ours.
 */
export function cookiesOf(kind: CookieKind, request: Request): string[] {
  return cookiesNamed(nameOf(kind, request), request)
    .filter((value) => VALUE.test(value))
    .slice(0, MAX_VALUES);
}

/** Every value that `request` carries under `name`. */
export function cookiesNamed(name: string, request: Request): string[] {
  const pairs = (request.headers.get('Cookie') ?? '').split(';').map((pair) => pair.trim());
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));
}

/** On plain http a cookie goes without Secure, because WebKit drops Secure cookies there, even on localhost. */
export function isSecure(request: Request): boolean {
  return new URL(request.url).protocol === 'https:';
}

function nameOf(kind: CookieKind, request: Request): string {
  return NAMES[kind][isSecure(request) ? 'secure' : 'plain'];
}

function written(kind: CookieKind, request: Request, value: string, seconds: number): string {
  const secure = isSecure(request) ? '; Secure' : '';
  return `${nameOf(kind, request)}=${value}; Path=${PATHS[kind]}; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
}

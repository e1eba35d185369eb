import { createHmac, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { readBody } from '../../body.ts';
import type { Clock, SignIn } from '../../ports.ts';
import { problemResponse } from '../../problem.ts';
import { onwardPage, signInPage, STYLE } from './demosigninpage.ts';
import { DEMO_USERS } from './demousers.ts';
import { returnPath } from './returnpath.ts';

const SESSION_SECONDS = 12 * 60 * 60;
const MAX_FORM_BYTES = 4096;
const payloadSchema = v.pipe(v.string(), v.parseJson(), v.object({ subject: v.string(), expiresAtMs: v.number() }));

/**
 * Sign-in without a password, for development and demonstrations only: whoever reaches it may be any of the four demo users.
 * The session is the cookie itself, signed with HMAC-SHA-256 under `key` (32 random bytes that stay on the server).
 */
export function createDemoSignIn({ key, clock }: { key: Uint8Array; clock: Clock }): SignIn {
  const sign = (payload: string): string => createHmac('sha256', key).update(`demo-session\n${payload}`).digest('base64url');

  function subjectOf(cookie: string): string | undefined {
    const [payload = '', signature = '', ...more] = cookie.split('.');
    const expected = Buffer.from(sign(payload));
    const given = Buffer.from(signature);
    if (more.length > 0 || given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected)) return undefined;
    // Checked although it is signed: another build may have signed another shape.
    const read = v.safeParse(payloadSchema, Buffer.from(payload, 'base64url').toString());
    return read.success && read.output.expiresAtMs > clock() ? read.output.subject : undefined;
  }

  async function signIn(request: Request): Promise<Response> {
    const form = new URLSearchParams(new TextDecoder().decode(await readBody(request, MAX_FORM_BYTES)));
    const subject = form.get('subject') ?? '';
    if (!DEMO_USERS.has(subject)) return problemResponse('bad_request', { detail: 'not a demo user' });
    const text = JSON.stringify({ subject, expiresAtMs: clock() + SESSION_SECONDS * 1000 });
    const payload = Buffer.from(text).toString('base64url');
    // A page that goes on, not a redirect: how real sign-in must do it, where a strict cookie is not sent along a foreign redirect.
    const page = html(onwardPage(returnPath(form.get('returnTo')), request.headers.get('Accept-Language')));
    page.headers.append('Set-Cookie', cookieFor(request, `${payload}.${sign(payload)}`, SESSION_SECONDS));
    return page;
  }

  return {
    async person(request) {
      for (const cookie of cookiesNamed(cookieName(request), request)) {
        const subject = subjectOf(cookie);
        if (subject !== undefined) return DEMO_USERS.get(subject);
      }
      return undefined;
    },

    async handle(request) {
      const { pathname, searchParams } = new URL(request.url);
      const method = request.method === 'HEAD' ? 'GET' : request.method;
      switch (`${method} ${pathname}`) {
        case 'GET /oidc/signin':
          return html(signInPage(returnPath(searchParams.get('returnTo')), request.headers.get('Accept-Language')));
        case 'GET /oidc/style.css':
          return new Response(STYLE, { headers: { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'no-cache' } });
        case 'POST /oidc/signin':
          return signIn(request);
        case 'POST /oidc/signout':
          return new Response(null, { status: 303, headers: { Location: '/', 'Set-Cookie': cookieFor(request, '', 0), 'Cache-Control': 'no-store' } });
      }
      const allow = ({ '/oidc/signin': 'GET, HEAD, POST', '/oidc/style.css': 'GET, HEAD', '/oidc/signout': 'POST' } as Record<string, string>)[pathname];
      return allow ? problemResponse('method_not_allowed', {}, { Allow: allow }) : problemResponse('not_found');
    },
  };
}

function html(text: string): Response {
  return new Response(text, { headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' } });
}

// On plain http without Secure, because WebKit drops Secure cookies there, even on localhost.
function isSecure(request: Request): boolean {
  return new URL(request.url).protocol === 'https:';
}

function cookieName(request: Request): string {
  return isSecure(request) ? '__Host-sid' : 'sid';
}

function cookieFor(request: Request, value: string, seconds: number): string {
  const secure = isSecure(request) ? '; Secure' : '';
  return `${cookieName(request)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
}

/** Every value sent under `name`: there may be several, and one that is not ours must not hide ours. */
function cookiesNamed(name: string, request: Request): string[] {
  const pairs = (request.headers.get('Cookie') ?? '').split(';').map((pair) => pair.trim());
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));
}

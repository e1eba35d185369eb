import { createCookieJar } from '../../test/build/cookiejar.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';

// The service as it stands behind something that ends TLS in front of it: what it answers is for this origin.

export const PUBLIC_ORIGIN = 'https://holdfast.example';

/** The built service, known to browsers as `PUBLIC_ORIGIN`. */
export async function startBehindHttps(): Promise<TestServer> {
  return startTestServer({ env: { PUBLIC_URL: PUBLIC_ORIGIN } });
}

/** Signs in as the demo's doctor over that origin, and resolves to every cookie that our service set on the way, as it was written. */
export async function cookiesOfSignIn({ url }: TestServer): Promise<string[]> {
  const jar = createCookieJar();
  const written: string[] = [];

  /** Follows redirects to their end, and resolves to the address there. */
  async function follow(at: string, init: RequestInit = {}): Promise<string> {
    const answer = await fetch(at.replace(PUBLIC_ORIGIN, url), { ...init, redirect: 'manual', headers: { Cookie: jar.cookiesFor(at) } });
    const set = answer.headers.getSetCookie();
    jar.keep(at, set);
    if (!new URL(at).pathname.startsWith('/issuer/')) written.push(...set);
    const location = answer.headers.get('Location');
    if (location !== null) return follow(new URL(location, at).href);
    if (!answer.ok) throw new Error(`${at} answered ${answer.status}: ${await answer.text()}`);
    return at;
  }

  const chooser = await follow(`${PUBLIC_ORIGIN}/oidc/signin?returnTo=/`);
  await follow(chooser, { method: 'POST', body: new URLSearchParams({ subject: 'demo-doctor' }) });
  return written;
}

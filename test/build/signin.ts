import { createCookieJar, type CookieJar } from './cookiejar.ts';

/** Somebody of the demo, by the subject that its issuer knows them by. */
export type DemoSubject = 'demo-admin' | 'demo-support' | 'demo-doctor' | 'demo-nurse';

/**
 * Signs in with the demo's issuer as a browser would, page by page. Resolves with the jar, which has the cookies afterwards.
 * @param url Where the app lies, without a slash at its end.
 */
export async function signInAs(url: string, subject: DemoSubject, jar: CookieJar = createCookieJar()): Promise<CookieJar> {
  const page = await jar.fetch(await chooserOf(url, jar), { method: 'POST', body: new URLSearchParams({ subject }) });
  const text = await page.text();
  if (!page.ok || page.headers.getSetCookie().length < 2) throw new Error(`sign-in ended with ${page.status}: ${text}`);
  return jar;
}

/** Begins to sign in, and resolves with the address of the page that asks who somebody is. */
export async function chooserOf(url: string, jar: CookieJar, returnTo = '/'): Promise<string> {
  let at = `${url}/oidc/signin?returnTo=${encodeURIComponent(returnTo)}`;
  for (;;) {
    const answer = await jar.fetch(at, { redirect: 'manual' });
    const location = answer.headers.get('Location');
    const text = await answer.text();
    if (location === null && !answer.ok) throw new Error(`sign-in began with ${answer.status}: ${text}`);
    if (location === null) return at;
    at = new URL(location, at).href;
  }
}

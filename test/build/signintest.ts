import { onTestFinished } from 'vitest';
import type { Person, Sessions } from '../../api/ports.ts';
import type { OidcSettings } from '../../api/oidc/oidcsettings.ts';
import { createSignIn } from '../../api/oidc/signin.ts';
import { startFakeIssuer } from './fakeissuer.ts';

const ORIGIN = 'http://localhost:8080';

/** Sign-in with a fake issuer over real HTTP, and sessions that only note who opened one. */
export async function signInTest(options: { settings?(theirs: OidcSettings): OidcSettings; open?: Sessions['open'] } = {}) {
  const issuer = await startFakeIssuer();
  onTestFinished(() => issuer.down());
  const clock = { nowMs: Date.now() };
  const people: Person[] = [];
  const lines: unknown[][] = [];
  const open: Sessions['open'] = async (_, person) => {
    people.push(person);
    return ['sid=session; Path=/', 'grant=grant; Path=/api/uploads'];
  };
  const unused = () => Promise.reject(new Error('not a part of sign-in'));
  const sessions: Sessions = { open: options.open ?? open, person: unused, uploaders: unused, close: unused };
  const settings = options.settings?.(issuer.settings) ?? issuer.settings;
  const signIn = createSignIn({ settings, sessions, clock: () => clock.nowMs, log: (...line) => void lines.push(line) });

  const get = (url: string, headers: Record<string, string> = {}) => signIn.handle(new Request(new URL(url, ORIGIN), { headers }));

  /** Goes to the issuer and stops before coming back. */
  async function begin({ returnTo = '/recordings', origin = ORIGIN, cookie = '' } = {}) {
    const answer = await get(`${origin}/oidc/signin?returnTo=${encodeURIComponent(returnTo)}`, { Cookie: cookie });
    const goal = new URL(answer.headers.get('Location') ?? 'http://none.invalid');
    const setCookies = answer.headers.getSetCookie();
    return { answer, goal, setCookies, cookie: setCookies[0]?.split(';')[0] ?? '' };
  }

  /** What the issuer sends the browser back to. */
  async function back(goal: URL): Promise<string> {
    const answer = await fetch(goal, { redirect: 'manual' });
    return answer.headers.get('Location') ?? '';
  }

  /** The whole way. */
  async function whole(headers: Record<string, string> = {}): Promise<Response> {
    const { goal, cookie } = await begin();
    return get(await back(goal), { Cookie: cookie, ...headers });
  }

  return { issuer, clock, people, lines, signIn, get, begin, back, whole };
}

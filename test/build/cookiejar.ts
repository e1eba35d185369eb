/** A client over HTTP that keeps cookies as a browser does: by host and path, whatever the port. It knows nothing of SameSite. */
export interface CookieJar {
  /** Fetches with the cookies for the address. Follows redirects, a POST's with a GET, unless `init.redirect` is `manual`. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** The `Cookie` header for an address; empty when there are none. */
  cookiesFor(url: string): string;
  /** Keeps what an answer sets. */
  keep(url: string, setCookies: readonly string[]): void;
}

interface Kept {
  host: string;
  path: string;
  name: string;
  value: string;
}

const MAX_REDIRECTS = 10;

/** An empty jar. */
export function createCookieJar(): CookieJar {
  const kept = new Map<string, Kept>();

  function cookiesFor(url: string): string {
    const { hostname, pathname } = new URL(url);
    const fitting = [...kept.values()].filter(({ host, path }) => host === hostname && (pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`)));
    return fitting.map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  function keep(url: string, setCookies: readonly string[]): void {
    const host = new URL(url).hostname;
    for (const setCookie of setCookies) {
      const [pair = '', ...attributes] = setCookie.split(';').map((part) => part.trim());
      const [name = ''] = pair.split('=', 1);
      const attribute = (wanted: string) => attributes.find((one) => one.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
      const path = attribute('path') ?? '/';
      const over = attribute('max-age') === '0' || Date.parse(attribute('expires') ?? '') < Date.now();
      const key = [host, path, name].join('\n');
      if (over) kept.delete(key);
      else kept.set(key, { host, path, name, value: pair.slice(name.length + 1) });
    }
  }

  return {
    cookiesFor,
    keep,
    async fetch(url, init = {}) {
      let request: RequestInit = init;
      for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
        const headers = new Headers(request.headers);
        const cookies = cookiesFor(url);
        if (cookies !== '') headers.set('Cookie', cookies);
        const answer = await fetch(url, { ...request, headers, redirect: 'manual' });
        keep(url, answer.headers.getSetCookie());
        const location = answer.headers.get('Location');
        if (init.redirect === 'manual' || location === null || answer.status < 300 || answer.status > 399) return answer;
        await answer.body?.cancel();
        url = new URL(location, url).href;
        request = { ...(init.signal && { signal: init.signal }) };
      }
      throw new Error(`more than ${MAX_REDIRECTS} redirects`);
    },
  };
}

// A longer one would not fit into the cookie that it waits in.
const MAX_CHARS = 1000;

/**
 * Where to go after sign-in: `wanted` when it is a path on our own origin, else `/`.
 * URL parsers drop tabs and line ends, read `\` as `/` and fold `/./`, so each of these could make `//elsewhere` of a path.
 */
export function returnPath(wanted: string | null): string {
  if (wanted === null || wanted.length > MAX_CHARS || !/^\/(?!\/)[\x21-\x7e]*$/.test(wanted) || wanted.includes('\\')) return '/';
  const { origin, pathname, search, hash } = new URL(wanted, 'http://own.invalid');
  if (origin !== 'http://own.invalid' || pathname.startsWith('//') || /^\/(?:oidc|issuer)(?:\/|$)/.test(pathname)) return '/';
  return pathname + search + hash;
}

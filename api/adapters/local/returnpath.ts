/**
 * Where to go after sign-in: `wanted` when it is a path on our own origin, else `/`.
 * URL parsers drop tabs and line ends, read `\` as `/` and fold `/./`, so each of these could make `//elsewhere` of a path.
 */
export function returnPath(wanted: string | null): string {
  if (wanted === null || !/^\/(?!\/)[\x21-\x7e]*$/.test(wanted) || wanted.includes('\\')) return '/';
  const { origin, pathname, search, hash } = new URL(wanted, 'http://own.invalid');
  if (origin !== 'http://own.invalid' || pathname.startsWith('//') || pathname.startsWith('/oidc/')) return '/';
  return pathname + search + hash;
}

/** Where signing in begins; afterwards the browser comes back to `path`, a path of our own. */
export function signInHref(path: string): string {
  return `/oidc/signin?returnTo=${encodeURIComponent(path)}`;
}

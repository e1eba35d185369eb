/**
 * The name of a build: what the bundler has put into the name of the page's first script, which changes with whatever the
 * page is made of. Null when there is no such script among `paths`, addresses or paths of files.
 */
export function buildId(paths: readonly string[]): string | null {
  for (const path of paths) {
    const name = /(?:^|\/)assets\/index-([\w-]+)\.js$/.exec(path)?.[1];
    if (name !== undefined) return name;
  }
  return null;
}

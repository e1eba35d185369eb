// What `npm run test:engines` needs of the system for each engine. Names of packages are Debian's.

/**
 * @typedef {object} Need
 * @property {string[]} packages Debian's packages that bring it.
 * @property {string[][]} probes Commands that all succeed where it is.
 */

/** Loads what e2e/engines/webkithost.mjs imports. */
const LOAD_WEBKIT = "imports.gi.versions.Gtk = '3.0'; imports.gi.versions.WebKit2 = '4.1'; imports.gi.Gtk; imports.gi.WebKit2";

/** By the names that the tests in e2e/engines have for them. @type {Record<string, Need>} */
export const ENGINES = {
  firefox: {
    packages: ['firefox-esr'],
    probes: [[process.env.FIREFOX_PATH ?? 'firefox-esr', '--version']],
  },
  webkit: {
    // GStreamer's plugins are what it records with: without them it offers no format at all.
    packages: ['gjs', 'gir1.2-webkit2-4.1', 'xvfb', 'gstreamer1.0-tools', 'gstreamer1.0-plugins-good', 'gstreamer1.0-plugins-bad', 'gstreamer1.0-libav'],
    probes: [
      ['gjs', '-c', LOAD_WEBKIT],
      ['Xvfb', '-help'],
      ...['mp4mux', 'opusenc', 'opusparse', 'avenc_aac'].map((element) => ['gst-inspect-1.0', '--exists', element]),
    ],
  },
};

/**
 * What the system can do; real or a test's.
 * @typedef {object} System
 * @property {(command: string, args: readonly string[]) => Promise<boolean>} succeeds
 * @property {((packages: readonly string[]) => Promise<void>) | undefined} install Undefined where we cannot.
 */

/**
 * Makes sure of an engine: resolves with undefined when it is there, or was brought, else with what is missing and to be done.
 * @param {Need} need
 * @param {System} system
 * @returns {Promise<string | undefined>}
 */
export async function engineFault({ packages, probes }, system) {
  const missing = async () => {
    for (const [command = '', ...args] of probes) if (!(await system.succeeds(command, args))) return [command, ...args].join(' ');
    return undefined;
  };
  if ((await missing()) === undefined) return undefined;
  await system.install?.(packages);
  const left = await missing();
  return left === undefined ? undefined : `"${left}" fails; on Debian, as root: apt-get install --no-install-recommends ${packages.join(' ')}`;
}

// What other people wrote and we hand on: which packages, under which licences, and that none of them runs anything when installed.

/**
 * The packages whose code is in what browsers run, and why. DESIGN.md names them; idb, workbox-core, workbox-strategies and
 * @preact/signals-core come with those. Another one needs a reason here.
 * @type {Readonly<Record<'page' | 'worker', Readonly<Record<string, string>>>>}
 */
export const BUNDLED = {
  page: {
    preact: 'draws the screens',
    '@preact/signals': 'state that the screens follow',
    '@preact/signals-core': 'part of @preact/signals',
    dexie: 'the database on the device',
    valibot: 'parses whatever crosses a wire or comes from the database',
    mediabunny: 'makes a recording playable and seekable, when somebody plays or saves it',
    'workbox-window': 'registers the worker',
  },
  worker: {
    dexie: 'the database on the device',
    valibot: 'parses whatever crosses a wire or comes from the database',
    'workbox-precaching': 'opens the app offline',
    'workbox-routing': 'answers navigations with the page',
    'workbox-background-sync': 'is woken when there is a network',
    'workbox-core': 'part of Workbox',
    'workbox-strategies': 'part of workbox-precaching',
    idb: 'part of workbox-background-sync',
  },
};

/** Licences of what is handed on: in the bundles, and on the server. */
export const LICENCES = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MPL-2.0'];

/** Packages that want to run something when installed, and why nothing is missing when they cannot. @type {Readonly<Record<string, string>>} */
export const WANT_INSTALL_SCRIPT = {};

/** @typedef {{ license?: string, dev?: boolean, hasInstallScript?: boolean, integrity?: string, link?: boolean }} Locked */

/** The package that a module belongs to, undefined for our own and for what the bundler makes. @param {string} id */
export function packageOf(id) {
  return /^.*\/?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
}

/**
 * What is in a bundle and not on its list, or the other way round, one line of text each.
 * @param {'page' | 'worker'} name
 * @param {readonly string[]} ids Of the modules in the bundle.
 */
export function bundleFaults(name, ids) {
  if (ids.length === 0) return [`${name}: the build lists no modules`];
  const found = new Set(ids.flatMap((id) => packageOf(id) ?? []));
  const listed = Object.keys(BUNDLED[name]);
  return [
    ...[...found].filter((each) => !listed.includes(each)).map((each) => `${name}: contains ${each}, which scripts/supplychain/packages.mjs does not name`),
    ...listed.filter((each) => !found.has(each)).map((each) => `${name}: does not contain ${each}, which scripts/supplychain/packages.mjs names`),
  ];
}

/**
 * What is wrong with the packages of a lockfile, one line of text each.
 * @param {{ packages: Readonly<Record<string, Locked>> }} lock
 */
export function lockFaults({ packages }) {
  return Object.entries(packages).flatMap(([path, { license, dev, hasInstallScript, integrity }]) => {
    if (path === '') return [];
    const name = packageOf(`${path}/`) ?? path;
    return [
      ...(hasInstallScript && !(name in WANT_INSTALL_SCRIPT) ? [`${name}: wants to run a script when installed`] : []),
      ...(integrity?.startsWith('sha512-') ? [] : [`${name}: the lockfile does not say what it has to be (integrity)`]),
      ...(dev || licensed(license) ? [] : [`${name}: its licence is ${license ?? 'not stated'}`]),
    ];
  });
}

/** Whether a licence, or one of several to choose from, is on the list. @param {string | undefined} license */
function licensed(license = '') {
  return license.replace(/[()]/g, '').split(' OR ').some((each) => LICENCES.includes(each));
}

/** What is wrong with npm's settings and our own package, one line of text each. @param {string} npmrc @param {{ scripts?: Record<string, string> }} manifest */
export function installFaults(npmrc, manifest) {
  const off = npmrc.split('\n').some((line) => /^\s*ignore-scripts\s*=\s*true\s*$/.test(line));
  const own = Object.keys(manifest.scripts ?? {}).filter((name) => /^(?:(?:pre|post)?install|(?:pre|post)?prepare|prepublish|preprepare|dependencies)$/.test(name));
  return [...(off ? [] : ['.npmrc: ignore-scripts=true is missing']), ...own.map((name) => `package.json: the script ${name} would run by itself when installing`)];
}

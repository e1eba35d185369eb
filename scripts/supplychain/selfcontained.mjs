import { callsOf } from '../parse.mjs';

// The built app lives under a policy without 'unsafe-inline' and 'unsafe-eval', from its own origin alone. What the policy would
// refuse is found here, before anybody's browser refuses it.

/** @type {readonly (readonly [what: string, pattern: RegExp])[]} */
const MARKUP = [
  ['a script in the page', /<script(?![^>]*\ssrc\s*=)[^>]*>/i],
  ['a style in the page', /<style[\s>]/i],
  ['a style attribute', /<[^>]+\sstyle\s*=/i],
  ['an event handler as an attribute', /<[^>]+\son[a-z]+\s*=/i],
  ['a javascript: address', /(?:href|src|action)\s*=\s*["']?\s*javascript:/i],
  ['a <base>', /<base[\s>]/i],
  ['a frame or plug-in', /<(?:i?frame|object|embed)[\s>]/i],
  ['something of another origin', /<(?!a\s)[^>]+\s(?:src|href|srcset|action|xlink:href)\s*=\s*["']?\s*(?:[a-z][a-z0-9+.-]*:)?\/\//i],
];
/** @type {typeof MARKUP} */
const STYLE = [
  ['something of another origin', /(?:url\(\s*["']?|@import\s+["'])\s*(?:[a-z][a-z0-9+.-]*:)?\/\//i],
  ['an embedded file', /url\(\s*["']?\s*data:/i],
];

/**
 * What the content security policy would refuse in a file of the build, one line of text each.
 * @param {string} path
 * @param {string} text
 * @returns {string[]}
 */
export function selfContainedFaults(path, text) {
  if (path.endsWith('.js')) return scriptFaults(path, text);
  const patterns = /\.(?:html|svg)$/.test(path) ? MARKUP : path.endsWith('.css') ? STYLE : [];
  const markup = text.replace(/<!--[\s\S]*?-->/g, '');
  return patterns.flatMap(([what, pattern]) => (pattern.test(markup) ? [`${path}: ${what}`] : []));
}

/** @param {string} path @param {string} text */
function scriptFaults(path, text) {
  const calls = callsOf(path, text, ['eval', 'Function', 'importScripts', 'document', 'self', 'globalThis', 'window']).filter(({ callee }) =>
    ['eval', 'Function', 'importScripts', 'write', 'writeln'].includes(callee.at(-1) ?? ''),
  );
  const made = /\bnew Function\s*\(/.test(text) ? ['new Function'] : [];
  return [...calls.map(({ callee }) => callee.join('.')), ...made].map((what) => `${path}: ${what}()`);
}

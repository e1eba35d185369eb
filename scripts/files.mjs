import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// Folders that hold nothing written by us.
const SKIPPED = new Set(['node_modules', 'dist', '.git', '.data', '.cache', 'test-results']);

/**
 * Every file below `root`, or below some of its `folders`, as paths relative to `root` with forward slashes, sorted.
 * @param {string} root
 * @param {readonly string[]} [folders] Those that do not exist count as empty.
 * @returns {string[]}
 */
export function filesBelow(root, folders = ['.']) {
  return folders.flatMap((folder) => walk(root, folder === '.' ? '' : folder)).toSorted();
}

/** @param {string} root @param {string} folder @returns {string[]} */
function walk(root, folder) {
  /** @type {import('node:fs').Dirent[]} */
  let entries;
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return [];
    throw error;
  }
  return entries.flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : walk(root, path);
    return entry.isFile() ? [path] : [];
  });
}

/** One SHA-256 in hex of the names and contents of `paths`, relative to `root`. @param {string} root @param {readonly string[]} paths */
export function hashOf(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.byteLength}\0`).update(content);
  }
  return hash.digest('hex');
}

/** One place in which two flag documents differ. Without `before` it was added, without `after` it was taken away. */
export interface FlagChange {
  /** Names of fields; within a list of people, clean-ups or phases the entry's own name. */
  path: string[];
  before?: unknown;
  after?: unknown;
}

/** What every version has of its own. */
const BOOKKEEPING = new Set(['version', 'updatedAt', 'changeId']);

/** In what `after` differs from `before`, both flag documents, apart from what tells one version from another. Neither is checked. */
export function changesBetween(before: unknown, after: unknown): FlagChange[] {
  return differences([], without(before), without(after));
}

function without(document: unknown): unknown {
  if (!isObject(document)) return document;
  return Object.fromEntries(Object.entries(document).filter(([name]) => !BOOKKEEPING.has(name)));
}

function differences(path: string[], before: unknown, after: unknown): FlagChange[] {
  if (same(before, after)) return [];
  const [a, b] = [fieldsOf(before, after), fieldsOf(after, before)];
  if (a && b && isObject(before) === isObject(after)) {
    const inside = [...new Set([...a.keys(), ...b.keys()])].flatMap((name) => differences([...path, name], a.get(name), b.get(name)));
    if (inside.length > 0 || isObject(before) || areWords(a) || same([...a.keys()], [...b.keys()])) return inside;
  }
  return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

/** What can be compared one by one: the fields of an object, or the entries of a list in which each has a name. */
function fieldsOf(value: unknown, other: unknown): Map<string, unknown> | undefined {
  // A list that is not there, beside one that is, is an empty list.
  if (value === undefined && Array.isArray(other)) return new Map();
  if (isObject(value)) return new Map(Object.entries(value));
  if (!Array.isArray(value)) return undefined;
  const named = new Map(value.map((entry: unknown) => [nameOf(entry), entry]));
  const whole = named.size === value.length && !named.has(undefined);
  return whole ? (named as Map<string, unknown>) : undefined;
}

function nameOf(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry;
  if (!isObject(entry)) return undefined;
  const name = entry.id ?? entry.name;
  return typeof name === 'string' ? name : undefined;
}

/** Entries of a list of words, whose order says nothing. */
function areWords(fields: ReadonlyMap<string, unknown>): boolean {
  return [...fields.values()].every((entry) => typeof entry === 'string');
}

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((entry, i) => same(entry, b[i]));
  if (!isObject(a) || !isObject(b)) return Object.is(a, b);
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

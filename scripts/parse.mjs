import { parseAst } from 'rolldown/parseAst';

/** @typedef {{ type: string, start: number, [key: string]: any }} Node */
/** @typedef {{ specifier: string | undefined, dynamic: boolean, line: number }} Import */

/**
 * Every import of a module: static ones, re-exports, types and `import()` in both its meanings.
 * `specifier` is undefined where it is computed. `dynamic` only for `import()` of a value.
 * @param {string} path Its ending says the language.
 * @param {string} text
 * @returns {Import[]}
 * @throws {Error} When it does not parse.
 */
export function importsOf(path, text) {
  /** @type {Import[]} */
  const found = [];
  visit(parse(path, text), (node) => {
    const source = IMPORTING[node.type]?.(node);
    if (!source) return;
    const dynamic = node.type === 'ImportExpression';
    found.push({ specifier: textOf(source), dynamic, line: lineOf(text, node.start) });
  });
  return found;
}

/** What each kind of node imports from. @type {Record<string, (node: Node) => Node | null | undefined>} */
const IMPORTING = {
  ImportDeclaration: (node) => node.source,
  ExportNamedDeclaration: (node) => node.source,
  ExportAllDeclaration: (node) => node.source,
  ImportExpression: (node) => node.source,
  TSImportType: (node) => node.source ?? node.argument,
  TSExternalModuleReference: (node) => node.expression,
};

/**
 * Calls of the functions named `names`, also through members and tables (`test.each([…])('title')`).
 * @param {string} path
 * @param {string} text
 * @param {readonly string[]} names
 * @returns {{ callee: string[], arguments: Node[], line: number }[]} `callee`: e.g. ['test', 'each'].
 */
export function callsOf(path, text, names) {
  /** @type {{ callee: string[], arguments: Node[], line: number }[]} */
  const found = [];
  visit(parse(path, text), (node) => {
    if (node.type !== 'CallExpression') return;
    const callee = chainOf(node.callee);
    if (callee[0] !== undefined && names.includes(callee[0])) found.push({ callee, arguments: node.arguments, line: lineOf(text, node.start) });
  });
  return found;
}

/**
 * The text of a string, template or concatenation, `…` standing for what is computed; undefined for anything else.
 * @param {Node | undefined} node
 * @returns {string | undefined}
 */
export function textOf(node) {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral') return node.quasis.map((/** @type {Node} */ quasi) => quasi.value.cooked).join('…');
  if (node?.type === 'BinaryExpression' && node.operator === '+') {
    const sides = [textOf(node.left), textOf(node.right)];
    return sides.every((side) => side === undefined) ? undefined : sides.map((side) => side ?? '…').join('');
  }
  return undefined;
}

/** `test.each([…])` and `test.each` are ['test', 'each']. @param {Node} node @returns {string[]} */
function chainOf(node) {
  if (node.type === 'Identifier') return [node.name];
  if (node.type === 'MemberExpression' && !node.computed) {
    const object = chainOf(node.object);
    return object.length > 0 ? [...object, node.property.name] : [];
  }
  if (node.type === 'CallExpression') return chainOf(node.callee);
  if (node.type === 'TaggedTemplateExpression') return chainOf(node.tag);
  return [];
}

/** @param {string} path @param {string} text @returns {Node} */
function parse(path, text) {
  const lang = path.endsWith('.tsx') ? 'tsx' : /\.[mc]?ts$/.test(path) ? 'ts' : 'jsx';
  return /** @type {any} */ (parseAst(text, { lang, sourceType: 'module' }, path));
}

/** @param {unknown} value @param {(node: Node) => void} see */
function visit(value, see) {
  if (Array.isArray(value)) for (const item of value) visit(item, see);
  else if (value !== null && typeof value === 'object') {
    if ('type' in value && typeof value.type === 'string') see(/** @type {Node} */ (value));
    for (const child of Object.values(value)) visit(child, see);
  }
}

/** @param {string} text @param {number} offset */
function lineOf(text, offset) {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

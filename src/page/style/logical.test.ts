import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('./', import.meta.url);
const sheets = readdirSync(folder).filter((name) => name.endsWith('.css'));

/** The two sides that an arrow is drawn with, which is then turned to point down: no direction of reading. */
const JUSTIFIED = ['library.css border-width: 0 2px 2px 0'];

/** Every declaration of a style sheet, as `property: value`. */
function declarations(css: string): [property: string, value: string][] {
  const text = css.replace(/\/\*[\s\S]*?\*\//g, '');
  return [...text.matchAll(/(?:^|[{;])\s*([\w-]+)\s*:\s*([^;{}]+)(?=[;}])/g)].map(([, property = '', value = '']) => [property, value.trim()]);
}

/** The values of a shorthand, functions whole. */
function parts(value: string): string[] {
  return value.match(/(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+/g) ?? [];
}

/** Whether a declaration says left or right, or is different on the two sides. */
function isSided(property: string, value: string): boolean {
  if (/(?:^|-)(?:left|right)(?:-|$)/.test(property)) return true;
  if (/^(?:float|clear|text-align|caption-side|justify-\w+|background-position|transform-origin)$/.test(property) && /\b(?:left|right)\b/.test(value)) return true;
  if (/^(?:transform|translate)$/.test(property) && /translate(?:X|3d)?\(|^-?\d/.test(value) && !/translateY/.test(value)) return true;
  const sides = parts(value);
  if (/^(?:margin|padding|inset|border-width|border-style|border-color)$/.test(property)) return sides.length === 4 && sides[1] !== sides[3];
  if (property === 'border-radius') return sides.length > 1;
  return /^(?:box|text)-shadow$/.test(property) && /(?:^|,)\s*(?:inset\s+)?-?[1-9]/.test(value);
}

test('R50 [LNG6] the sheets name no left and no right, so that they hold in either direction', () => {
  const all = sheets.flatMap((sheet) => declarations(readFileSync(new URL(sheet, folder), 'utf8')).map((one) => [sheet, ...one] as const));
  expect(all.length).toBeGreaterThan(200);
  expect(all.filter(([, property, value]) => isSided(property, value)).map(([sheet, property, value]) => `${sheet} ${property}: ${value}`)).toEqual(JUSTIFIED);
});

test.each(['margin-left: 1px', 'left: 0', 'border-left-color: red', 'text-align: right', 'padding: 0 1px 0 2px', 'border-radius: 1px 0', 'transform: translateX(4px)', 'inset: 0 auto 0 0', 'box-shadow: 2px 0 1px red'])(
  '[LNG6] %s would be found',
  (line) => {
    const [[property, value] = ['', '']] = declarations(`x { ${line}; }`);
    expect(isSided(property, value)).toBe(true);
  },
);

test.each(['margin-inline-start: 1px', 'padding: 1px 2px', 'padding: calc(1px + env(safe-area-inset-top, 0px)) var(--a) 1rem', 'text-align: start', 'transform: translateY(25%) rotate(225deg)', 'box-shadow: 0 1px 2px rgb(20 32 31 / 5%)'])(
  '[LNG6] %s is left alone',
  (line) => {
    const [[property, value] = ['', '']] = declarations(`x { ${line}; }`);
    expect(isSided(property, value)).toBe(false);
  },
);

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const [lightText = '', darkText = ''] = css.split('@media (prefers-color-scheme: dark)');
const colours = (text: string) => Object.fromEntries([...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value] as [string, string]));
const light = colours(lightText);
const dark = { ...light, ...colours(darkText) };

/** Words on what they stand on, as the style sheets pair them. */
const WORDS = [
  'ink/paper', 'ink/card', 'soft/paper', 'soft/card', 'soft/soft-wash', 'sea/paper', 'sea/card', 'sea/sea-wash', 'sea-ink/sea', 'live-ink/live',
  'live-text/paper', 'live-text/card', 'live-text/live-wash', 'hold/paper', 'hold/card', 'hold/hold-wash', 'ok/paper', 'ok/card', 'ok/ok-wash',
];
/** Edges and dots without which something could not be found. */
const EDGES = ['edge/card', 'edge/paper', 'live/card', 'live/paper', 'sea/line', 'ok/paper', 'hold/paper'];

test.each([
  ['light', light],
  ['dark', dark],
])('[SCR21] words stand out 4.5 to 1 and edges 3 to 1 in %s', (_theme, theme) => {
  const low = (pairs: string[], least: number) => pairs.filter((pair) => !(contrast(theme, pair) >= least)).map((pair) => `${pair} ${contrast(theme, pair).toFixed(2)}`);
  expect(low(WORDS, 4.5)).toEqual([]);
  expect(low(EDGES, 3)).toEqual([]);
});

test('[SCR21] both themes give every colour a value', () => {
  expect(Object.keys(colours(darkText)).sort()).toEqual(Object.keys(light).sort());
});

test('[SCR22] the browser around the app has the colour of its paper', () => {
  const html = readFileSync(new URL('../../../index.html', import.meta.url), 'utf8');
  expect(html).toContain(`media="(prefers-color-scheme: light)" content="${light['paper']}"`);
  expect(html).toContain(`media="(prefers-color-scheme: dark)" content="${dark['paper']}"`);
});

function contrast(theme: Record<string, string>, pair: string): number {
  const [a = 0, b = 0] = pair.split('/').map((name) => luminance(theme[name] ?? '')).sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}

/** Relative luminance of a `#rrggbb` as WCAG 2 defines it; NaN for anything else. */
function luminance(hex: string): number {
  const [r = NaN, g = NaN, b = NaN] = [1, 3, 5].map((i) => {
    const channel = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

import { expect, test } from 'vitest';
import { STEP_PICTURES } from './guidesteps.ts';
import { installEnglish } from './english.ts';
import { installSpanish } from './spanish.ts';
import { PLATFORMS, platformOf } from './platform.ts';

const AGENTS: readonly [ReturnType<typeof platformOf>, string, number][] = [
  ['ios', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1', 5],
  ['ios', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15', 5],
  ['ios', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/138.0 Mobile/15E148 Safari/604.1', 5],
  ['safari', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15', 0],
  ['android', 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36', 5],
  ['android', 'Mozilla/5.0 (Linux; U; Android 9; en-us) AppleWebKit/533.1 (KHTML, like Gecko) Version/4.0 Mobile Safari/533.1', 5],
  ['firefoxAndroid', 'Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 5],
  ['firefox', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 0],
  ['edge', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0', 0],
  ['chrome', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 OPR/120.0.0.0', 0],
  ['chrome', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36', 0],
];

test('R51 [INS12] each browser gets its own guide, and every platform has one', () => {
  for (const [platform, agent, touchPoints] of AGENTS) expect(platformOf(agent, touchPoints), agent).toBe(platform);
  expect([...new Set(AGENTS.map(([platform]) => platform))].sort()).toEqual([...PLATFORMS].sort());
});

test('R51 [INS12] every guide has the same steps in both languages, and a place for the picture of each', () => {
  for (const platform of PLATFORMS) {
    const steps = installEnglish.guide.platforms[platform].steps;
    expect(steps.length).toBeGreaterThan(1);
    expect(installSpanish.guide.platforms[platform].steps).toHaveLength(steps.length);
    expect(STEP_PICTURES[platform]).toHaveLength(steps.length);
  }
});

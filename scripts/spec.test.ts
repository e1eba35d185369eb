import { expect, test } from 'vitest';
import { specFaults, titlesIn } from './spec.mjs';

const SPEC = '# Outbox\n- **OUT7** It sends.\n- **OUT8** It waits.\n';
const titles = (...texts: string[]) => texts.map((title, i) => ({ path: 'a.test.ts', line: i + 1, title }));

test('[DEV5] rules that all have a test, and tests that name only rules, agree', () => {
  expect(specFaults(SPEC, titles('[OUT7, OUT8] sends and waits', 'unnamed')).faults).toEqual([]);
});

test('[DEV5] a rule without a test is a fault', () => {
  expect(specFaults(SPEC, titles('[OUT7] sends', 'OUT8 without brackets')).faults).toEqual(['src/core/SPEC.md: no test names OUT8']);
});

test('[DEV5] a test that names an unknown rule is a fault', () => {
  expect(specFaults(SPEC, titles('[OUT7] a', '[OUT8, OUT9] b')).faults).toEqual(['a.test.ts:2: names OUT9, which is not there']);
});

test('[DEV5] a doubled rule is a fault, and so is one not written as a rule', () => {
  expect(specFaults(`${SPEC}- **OUT7** Again.\n* **OUT9**: other form\n`, titles('[OUT7, OUT8] a')).faults).toEqual([
    'src/core/SPEC.md:4: OUT7 is there twice',
    'src/core/SPEC.md:5: a rule is written "- **OUT7** One sentence."',
  ]);
});

test('[DEV5] a requirement is named as a word, and must be in the list where there is one', () => {
  const both = titles('[OUT7, OUT8] R12 cleans up', 'phone calls (B1, B99)');
  expect(specFaults(SPEC, both).faults).toEqual([]);
  const checked = specFaults(SPEC, both, '- R12 Statistics\n- B1 Calls\n- B2 Lock\n');
  expect(checked).toMatchObject({ faults: ['a.test.ts:2: names B99, which is not there'], rows: 3, rowsWithoutTest: ['B2'] });
});

test('[DEV6] titles are read from calls, not from text that looks like them', () => {
  const source = `
    // test('[OUT1] in a comment', () => {});
    const text = "test('[OUT2] in a string', () => {})";
    test('[OUT3] plain', () => {});
    it.skip("[OUT4] a member", async () => {});
    test.each([['[OUT5] a cell']])('[OUT6] %s', () => {});
    test(\`[OUT7] a \${text} template\`, () => {});
    for (const x of [1]) test('[OUT8] ' + x, () => {});
    test.describe('[OUT9] a group', () => { test.step('[OUT10] a step', () => {}); });
    other.test('[OUT11] another test', () => {});
  `;
  expect(titlesIn('a.spec.ts', source)).toEqual([
    { title: '[OUT3] plain', line: 4 },
    { title: '[OUT4] a member', line: 5 },
    { title: '[OUT6] %s', line: 6 },
    { title: '[OUT7] a … template', line: 7 },
    { title: '[OUT8] …', line: 8 },
  ]);
});

import { expect, test } from 'vitest';
import { requestOf } from './plan.mjs';
import { STAGES } from './stages.mjs';

test('[DEV26] no words ask for every stage, names of stages for those', () => {
  expect(requestOf([])).toEqual({ names: Object.keys(STAGES), filters: [] });
  expect(requestOf(['unit', 'layers'])).toEqual({ names: ['unit', 'layers'], filters: [] });
});

test('[DEV26] other words choose among the files of unit or e2e, and are refused elsewhere', () => {
  expect(requestOf(['e2e', 'record'])).toEqual({ names: ['e2e'], filters: ['record'] });
  expect(() => requestOf(['record'])).toThrow('There is no stage record');
  expect(() => requestOf(['unit', 'e2e', 'record'])).toThrow('There is no stage record');
  expect(() => requestOf(['types', 'src'])).toThrow('There is no stage src');
});

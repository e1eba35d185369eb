import { expect, test } from 'vitest';
import { changesBetween } from './changes.ts';

const FLAG = { kill: false, default: true, percent: 10, internalUsers: ['a', 'b'] };
const document = (flag: object = FLAG, parts: object = {}, version = 1) => ({ version, updatedAt: `day ${version}`, changeId: `c${version}`, flags: { enableOfflineRecording: flag }, ...parts });
const FLAG_PATH = ['flags', 'enableOfflineRecording'];

test('[FLS1] R33 what tells one version from another is no change', () => {
  expect(changesBetween(document(), document(FLAG, {}, 2))).toEqual([]);
  expect(changesBetween(document(), document({ ...FLAG, internalUsers: ['b', 'a'] }))).toEqual([]);
});

test('[FLS1] R33 a change is told by its place, with before and after', () => {
  expect(changesBetween(document(), document({ ...FLAG, percent: 50 }, { settings: { pollSeconds: 30 } }))).toEqual([
    { path: [...FLAG_PATH, 'percent'], before: 10, after: 50 },
    { path: ['settings'], after: { pollSeconds: 30 } },
  ]);
  const notice = { id: 'n', text: { en: 'Hello', es: 'Hola' } };
  expect(changesBetween(document(FLAG, { notice }), document(FLAG, { notice: { ...notice, text: { en: 'Hi', es: 'Hola' } } }))).toEqual([{ path: ['notice', 'text', 'en'], before: 'Hello', after: 'Hi' }]);
  expect(changesBetween(document(FLAG, { notice }), document(FLAG, { notice: null }))).toEqual([{ path: ['notice'], before: notice, after: null }]);
});

test('[FLS1] R33 people, clean-ups and phases are told one by one', () => {
  expect(changesBetween(document(), document({ ...FLAG, internalUsers: ['b', 'c'] }))).toEqual([
    { path: [...FLAG_PATH, 'internalUsers', 'a'], before: 'a' },
    { path: [...FLAG_PATH, 'internalUsers', 'c'], after: 'c' },
  ]);
  const { internalUsers: _, ...nobody } = FLAG;
  expect(changesBetween(document(nobody), document({ ...nobody, internalUsers: ['a'] }))).toEqual([{ path: [...FLAG_PATH, 'internalUsers', 'a'], after: 'a' }]);
  const cleanup = { id: 'x', user: 'a', what: 'expired' };
  expect(changesBetween(document(FLAG, { cleanupRequests: [] }), document(FLAG, { cleanupRequests: [cleanup] }))).toEqual([{ path: ['cleanupRequests', 'x'], after: cleanup }]);
  const phases = (...names: string[]) => document({ ...FLAG, phases: names.map((name) => ({ name, percent: 1 })) });
  expect(changesBetween(phases('one', 'two'), phases('one'))).toEqual([{ path: [...FLAG_PATH, 'phases', 'two'], before: { name: 'two', percent: 1 } }]);
});

test('[FLS1] R33 the order of phases counts, and a list without names is one value', () => {
  const [one, two] = [{ name: 'one' }, { name: 'two' }];
  expect(changesBetween(document(FLAG, { list: [one, two] }), document(FLAG, { list: [two, one] }))).toEqual([{ path: ['list'], before: [one, two], after: [two, one] }]);
  expect(changesBetween(document(FLAG, { list: [1, 1] }), document(FLAG, { list: [1] }))).toEqual([{ path: ['list'], before: [1, 1], after: [1] }]);
});

import { afterEach, expect, test, vi } from 'vitest';
import { askToKeep } from './persistence.ts';

afterEach(() => vi.unstubAllGlobals());

function device({ installed = false, persisted = false } = {}) {
  const said = new Map<string, string>();
  const asked: string[] = [];
  const state = { installed };
  vi.stubGlobal('localStorage', { getItem: (name: string) => said.get(name) ?? null, setItem: (name: string, value: string) => said.set(name, value) });
  vi.stubGlobal('matchMedia', () => ({ matches: state.installed }));
  vi.stubGlobal('navigator', {});
  return { asked, state, storage: { persisted: async () => persisted, persist: async () => asked.push('persist') > 0 } };
}

test('B10 [INS8] the browser is asked once in a tab and once more in the installed app', async () => {
  const { asked, state, storage } = device();
  await askToKeep(storage);
  await askToKeep(storage);
  expect(asked).toHaveLength(1);
  state.installed = true;
  await askToKeep(storage);
  await askToKeep(storage);
  expect(asked).toHaveLength(2);
});

test('B10 [INS8] what is kept already is not asked for, and a browser that has no such thing is left alone', async () => {
  const { asked, storage } = device({ persisted: true });
  await askToKeep(storage);
  await askToKeep(undefined);
  expect(asked).toEqual([]);
});

test('B10 [INS8] where nothing can be remembered nobody is asked again and again', async () => {
  const { asked, storage } = device();
  vi.stubGlobal('localStorage', undefined);
  await askToKeep(storage);
  expect(asked).toEqual([]);
});

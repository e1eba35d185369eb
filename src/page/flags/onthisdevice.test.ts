import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { settingsOf } from '../../core/flags/settings.ts';
import type { LocalKeys } from '../../core/ports.ts';
import type { CleanPreview } from '../../core/retention/preview.ts';
import { NO_BATCH } from '../library/sending.ts';
import { sendPanel } from '../library/sendpanel.ts';
import { speak, words } from '../i18n/words.ts';
import { sendObstacle } from '../signin/sendobstacle.ts';
import { createAllowedKeys } from './localplayback.ts';
import { runCleanups } from './runcleanups.ts';

test('B31 [FLD12] when policy forbids to listen on a device its key goes at once, and none is made as long as that is so', async () => {
  const settings = signal({});
  let drops = 0;
  const keys: LocalKeys = {
    current: async () => ({ wrap: async () => ({ keyId: 'k', wrapped: '' }) }),
    unwrap: async () => ({ open: async () => undefined }),
    drop: async () => void (drops += 1),
  };
  const allowed = createAllowedKeys(keys, { settings: () => settingsOf(settings.value) });
  const wrap = { keyId: 'k', wrapped: '' };
  expect([drops, await allowed.current(), await allowed.unwrap(wrap)]).toEqual([0, expect.anything(), expect.anything()]);
  settings.value = { localPlayback: false };
  expect([drops, await allowed.current(), await allowed.unwrap(wrap)]).toEqual([1, undefined, undefined]);
});

test('B31 [FLD10] a clean-up is done once, and one that fails is done at the next time', async () => {
  const done: string[] = [];
  const asked: string[] = [];
  let fails = true;
  const preview = { purges: [] } as unknown as CleanPreview;
  const run = () =>
    runCleanups(
      {
        ownerId: 'a',
        memory: { doneCleanups: async () => done, rememberCleanup: async (id) => void done.push(id) },
        storage: async () => ({
          preview: async (what) => {
            if (fails) throw new Error('broken');
            asked.push(what);
            return preview;
          },
          cleanUp: async () => ({ purged: 1, bytes: 1, removed: 0 }),
        }),
        telemetry: { record: () => undefined },
      },
      [
        { id: 'c1', user: 'ab', what: 'expired' },
        { id: 'c2', user: 'ab', what: 'archived' },
      ],
    );
  await run();
  expect([done, asked]).toEqual([[], []]);
  fails = false;
  await run();
  await run();
  expect([done, asked]).toEqual([['c1', 'c2'], ['expired', 'archived']]);
});

test('R32 [FLD4] while recordings are held nothing offers to send them, and the words say why', async () => {
  await speak('en');
  const around = { online: true, signIn: 'in' as const };
  expect(sendPanel(2, NO_BATCH, { ...around, backgroundSync: true, held: true })).toEqual({ enabled: false, text: words.library.held, percent: null });
  expect(sendObstacle({ ...around, sendable: 2, held: true })).toBe(words.library.held);
});

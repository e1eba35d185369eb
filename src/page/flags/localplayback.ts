import { effect } from '@preact/signals';
import type { LocalKeys } from '../../core/ports.ts';
import type { Flags } from '../flags.ts';

/** `keys`, as long as policy lets people listen on their device. When it forbids that, the device's key goes at once. */
export function createAllowedKeys(keys: LocalKeys, flags: Pick<Flags, 'settings'>): LocalKeys {
  const allowed = () => flags.settings().localPlayback;
  effect(() => {
    if (!allowed()) void keys.drop().catch(() => undefined);
  });
  return {
    current: async () => (allowed() ? keys.current() : undefined),
    unwrap: async (wrap) => (allowed() ? keys.unwrap(wrap) : undefined),
    drop: () => keys.drop(),
  };
}

import { settingsOf, type Settings } from '../../core/flags/settings.ts';
import type { DeviceMemory } from './devicedb.ts';

/** The remote settings as this device knows them, from the last good flag document. Never rejects: without one the defaults count. */
export async function deviceSettings(memory: Pick<DeviceMemory, 'flags'>): Promise<Settings> {
  const document = await memory.flags().catch(() => undefined);
  return settingsOf(document?.settings);
}

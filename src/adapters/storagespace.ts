import type { StorageSpace } from '../core/storage/storagespace.ts';

/** The browser's word on this origin's storage (Storage standard). Pages and workers have it; old ones do not. */
export const webStorageSpace: StorageSpace = {
  async estimate() {
    try {
      const { usage, quota } = await navigator.storage.estimate();
      return usage === undefined || quota === undefined ? null : { usageBytes: usage, quotaBytes: quota };
    } catch {
      return null;
    }
  },
  async persisted() {
    try {
      return await navigator.storage.persisted();
    } catch {
      return null;
    }
  },
};

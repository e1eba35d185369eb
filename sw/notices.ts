/// <reference lib="webworker" />
import type { DeviceDb } from '../src/adapters/dexie/devicedb.ts';
import { noticeTextsOf } from '../src/adapters/dexie/noticetexts.ts';
import { showBadge, showNotice, type NoticeKind } from '../src/adapters/notices.ts';
import type { RecordingStore } from '../src/core/ports.ts';
import { isRunning, isTrashed, isUnsent } from '../src/core/recording.ts';

declare const self: ServiceWorkerGlobalScope;

/** How one person's recordings stand. */
export interface Standing {
  unsent: number;
  failed: number;
}

/** What a drain has done for somebody. */
export interface Outcome {
  before: Standing;
  after: Standing;
  /** It could not go on because nobody, or somebody else, is signed in. */
  signIn: boolean;
}

export async function standingOf(store: Pick<RecordingStore, 'all'>): Promise<Standing> {
  const { recordings } = await store.all();
  return {
    unsent: recordings.filter((one) => isUnsent(one) && !isRunning(one)).length,
    failed: recordings.filter((one) => one.state === 'failed' && !isTrashed(one)).length,
  };
}

/** What is worth a notification, if anything. */
function kindOf({ before, after, signIn }: Outcome): NoticeKind | null {
  if (after.failed > before.failed) return 'failed';
  if (after.unsent > 0) return signIn ? 'signIn' : null;
  return before.unsent > 0 ? 'done' : null;
}

/** Tells what a drain has done: the number on the icon, and a notification unless the app is in sight. Never rejects. */
export async function tellOutcome(db: DeviceDb, outcome: Outcome): Promise<void> {
  await showBadge(outcome.after.unsent);
  const kind = kindOf(outcome);
  if (kind === null) return;
  const texts = await noticeTextsOf(db).catch(() => undefined);
  const pages = await self.clients.matchAll({ type: 'window' });
  if (texts && !pages.some(({ visibilityState }) => visibilityState === 'visible')) await showNotice(self.registration, texts, kind);
}

/** Opens the list of recordings, in the page that is there or else in a new one. */
export async function openApp(): Promise<void> {
  const [page] = await self.clients.matchAll({ type: 'window' });
  await (page ? page.focus() : self.clients.openWindow('/recordings'));
}

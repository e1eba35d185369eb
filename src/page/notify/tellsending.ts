import { effect, type ReadonlySignal } from '@preact/signals';
import type { DeviceDb } from '../../adapters/dexie/devicedb.ts';
import { rememberNoticeTexts, type NoticeTexts } from '../../adapters/dexie/noticetexts.ts';
import { showBadge, showNotice, type NoticeKind } from '../../adapters/notices.ts';
import type { SignInState } from '../../core/account/signedin.ts';
import { moreWords, speakMore, spokenLanguage } from '../i18n/words.ts';
import type { Tally } from '../library/tally.ts';
import type { NoticePermission } from './notices.ts';

export interface TellDeps {
  deviceDb: DeviceDb;
  tally: ReadonlySignal<Tally>;
  signIn: ReadonlySignal<SignInState>;
  permission: ReadonlySignal<NoticePermission>;
  /** This device is somebody else's now: nothing about this owner is told any more. */
  left: ReadonlySignal<boolean>;
}

/** Tells of the sending outside of the page: the number on the icon always, the end and what stops it while nobody looks. */
export async function tellSending({ deviceDb, tally, signIn, permission, left }: TellDeps): Promise<void> {
  effect(() => void showBadge(left.value ? 0 : tally.value.waiting.size));
  await speakMore();
  effect(() => {
    if (permission.value === 'granted' && spokenLanguage()) void rememberNoticeTexts(deviceDb, texts()).catch(() => undefined);
  });
  let told: NoticeKind | null = null;
  effect(() => {
    const kind = noticeOf(tally.value, signIn.value);
    if (kind === told) return;
    told = kind;
    if (kind !== null && !left.value) void tell(kind);
  });
}

/** What there is to tell. */
export function noticeOf({ waiting, failed, sent, over }: Tally, signIn: SignInState): NoticeKind | null {
  if (failed > 0) return 'failed';
  if (waiting.size > 0 && (signIn === 'out' || signIn === 'other')) return 'signIn';
  return over && sent > 0 ? 'done' : null;
}

async function tell(kind: NoticeKind): Promise<void> {
  // Who looks at the app sees it there.
  if (document.visibilityState === 'visible' || !('serviceWorker' in navigator)) return;
  await showNotice(await navigator.serviceWorker.ready, texts(), kind);
}

function texts(): NoticeTexts {
  const { doneTitle, doneText, stuckTitle, signInText, failedText } = moreWords.notices;
  return { doneTitle, doneText, stuckTitle, signInText, failedText };
}

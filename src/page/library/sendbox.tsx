import { useApp } from '../app.ts';
import { moreWords, words } from '../i18n/words.ts';
import { waitingOf } from './sending.ts';
import { sendPanel } from './sendpanel.ts';
import { Action } from '../shell/action.tsx';

/** What waits to be sent, the way to send it now, and a quiet word when all of it is off. */
export function SendBox() {
  const app = useApp();
  const waiting = waitingOf(app.listed.value ?? []);
  const around = { online: app.online.value, signIn: app.signIn.value, backgroundSync: app.backgroundSync, held: app.flags.held.value };
  const panel = sendPanel(waiting.length, app.batch.value, around);
  const { wifiOnlyOverBytes, carrier } = app.wifi.value;
  const untold = wifiOnlyOverBytes !== null && carrier === 'unknown' && waiting.some(({ segmentBytes, chunkBytes }) => segmentBytes + chunkBytes > wifiOnlyOverBytes);
  const { over, sent, failed } = app.tally.value;
  return (
    <>
      {panel && (
        <div class="sendpanel">
          <p id="send-now-text">{panel.text}</p>
          <Action look="sea" icon="send" label={words.library.sendNow} off={!panel.enabled} describedBy="send-now-text" onTap={() => app.sendNow()} />
          {panel.percent !== null && <progress class="bar" max={100} value={panel.percent} aria-label={words.library.progress} />}
        </div>
      )}
      {untold && <p class="item-why">{moreWords.library.wifiUnknown}</p>}
      {app.notices.permission.value === 'ask' && waiting.length > 0 && (
        <div class="ask">
          <p id="ask-notices">{moreWords.notices.ask}</p>
          <Action look="plain" label={moreWords.notices.allow} describedBy="ask-notices" onTap={() => app.notices.ask()} />
        </div>
      )}
      <output class={over ? 'allsent' : 'spoken'}>{over && [sent > 0 ? moreWords.library.allSent(sent) : null, failed > 0 ? moreWords.library.someFailed(failed) : null].filter(Boolean).join(' ')}</output>
    </>
  );
}

import { useEffect, useMemo, useState } from 'preact/hooks';
import { accountApi } from '../../adapters/accountapi.ts';
import { deviceClock, deviceRandom } from '../../adapters/device.ts';
import { answerOf, send } from '../../adapters/http.ts';
import { createUploadApi } from '../../adapters/uploadapi.ts';
import { webDigest, webSealing } from '../../adapters/webcrypto.ts';
import type { PublicKey, Telemetry } from '../../core/ports.ts';
import { keys } from '../../wire/api.ts';
import { createConsentNote } from '../capture/consent.ts';
import { createDeviceMicrophone } from '../capture/microphone.ts';
import { createScreenWake } from '../capture/wakelock.ts';
import { formats, spokenLanguage, words } from '../i18n/words.ts';
import { saveFile } from '../savefile.ts';
import { Action } from '../shell/action.tsx';
import { holdOffUpdates } from '../update/holdoff.ts';
import { createLegacyRecorder, type LegacyView } from './legacyrecorder.ts';
import { LegacyNotes } from './legacynotes.tsx';
import { legacyWords } from './legacywords.ts';

const TICK_MS = 250;

export interface LegacyProps {
  telemetry: Telemetry;
  flagsVersion: number;
  online: boolean;
  /** Whether this page holds audio that nobody else has. */
  onBusy(busy: boolean): void;
}

async function fetchKeys(): Promise<PublicKey[]> {
  const answer = await answerOf(await send('/api/keys'), keys);
  return answer.keys.flatMap(({ kid, spki, use }) => (use === 'seal' || use === 'break_glass' ? [{ kid, spki, use }] : []));
}

/** The recorder as it was before the offline one: online only, in memory, and it says so. */
export function Legacy({ telemetry, flagsVersion, online, onBusy }: LegacyProps) {
  const parts = useMemo(() => {
    const consent = createConsentNote(deviceClock.nowMs, spokenLanguage);
    const wake = createScreenWake();
    const recorder = createLegacyRecorder({
      clock: deviceClock,
      random: deviceRandom,
      microphone: createDeviceMicrophone(),
      sealing: webSealing,
      digest: webDigest,
      api: createUploadApi(deviceClock),
      telemetry,
      session: accountApi.session,
      publicKeys: fetchKeys,
      consent: () => consent.given.value,
      flagsVersion,
      appVersion: __APP_VERSION__,
      saveFile,
    });
    return { consent, wake, recorder };
  }, []);
  const { consent, wake, recorder } = parts;
  const view = recorder.view.value;
  const { phase } = view;
  const own = legacyWords();
  const calm = phase === 'idle' || phase === 'sent';
  useEffect(() => {
    onBusy(!calm);
    if (phase === 'recording') wake.hold();
    else wake.letGo();
    if (phase === 'sent') consent.tick(false);
    if (calm || view.saved) return;
    const ask = (event: Event) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [phase, view.saved]);
  useEffect(() => (calm ? undefined : holdOffUpdates()), [calm]);

  return (
    <section class={`recorder phase-${phase}`} aria-label={own.label} data-testid="legacy">
      <div class="recorder-main">
        {phase === 'recording' && <Clock view={view} />}
        <output class="stateline" aria-busy={phase === 'opening' || phase === 'stopping'}>
          <State view={view} />
        </output>
        {phase === 'idle' && (
          <p class="hint" id="legacy-hint">
            {online ? own.hint : own.offline}
          </p>
        )}
        {phase === 'sending' && <progress class="bar" max={100} value={view.percent} aria-label={words.library.progress} />}
      </div>
      <div class="recorder-notes">
        <LegacyNotes view={view} online={online} />
        {calm && (
          <label class="consent">
            <input type="checkbox" checked={consent.given.value !== null} onChange={({ currentTarget }) => consent.tick(currentTarget.checked)} />
            <span>{words.recorder.consent}</span>
          </label>
        )}
      </div>
      <div class="dock">
        {(calm || phase === 'opening') && (
          <Action key="first" look="record" icon="record" label={own.record} off={!online || phase === 'opening'} describedBy={phase === 'idle' ? 'legacy-hint' : undefined} onTap={() => void recorder.record()} />
        )}
        {(phase === 'recording' || phase === 'stopping') && <Action key="stop" look="stop" icon="stop" label={own.stop} off={phase === 'stopping'} onTap={() => void recorder.stop()} />}
        {phase === 'kept' && <Action key="again" look="sea" icon="send" label={own.tryAgain} onTap={() => void recorder.tryAgain()} />}
        {phase === 'kept' && !view.saved && <Action key="save" look="plain" label={own.saveAsFile} onTap={recorder.saveAsFile} />}
        {phase === 'kept' && view.saved && <Action key="new" look="plain" label={own.newRecording} onTap={recorder.discard} />}
      </div>
    </section>
  );
}

function State({ view }: { view: LegacyView }) {
  const own = legacyWords();
  const { phase } = view;
  if (phase === 'idle') return <span class="headline">{own.title}</span>;
  if (phase === 'sent') {
    return (
      <span class="headline headline-safe" data-testid="legacy-sent">
        {own.sent(formats.duration(view.durationMs))}
      </span>
    );
  }
  if (phase === 'kept') return <span class="headline">{own.keptTitle}</span>;
  return (
    <span class="state">
      {phase === 'recording' && <span class="live-dot" />}
      {phase === 'sending' ? own.sending(new Intl.NumberFormat(words.locale, { style: 'percent' }).format(view.percent / 100)) : own[phase]}
    </span>
  );
}

function Clock({ view: { runningSinceMs } }: { view: LegacyView }) {
  const text = () => formats.duration(runningSinceMs === null ? 0 : deviceClock.monotonicMs() - runningSinceMs);
  const [shown, setShown] = useState(text());
  useEffect(() => {
    const timer = setInterval(() => setShown(text()), TICK_MS);
    return () => clearInterval(timer);
  }, [runningSinceMs]);
  return (
    <p class="clock" role="timer" aria-live="off" aria-label={`${words.recorder.clock} ${shown}`}>
      {shown}
    </p>
  );
}

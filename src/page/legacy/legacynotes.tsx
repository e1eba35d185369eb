import { browserOf } from '../faults/browserof.ts';
import { formats, words } from '../i18n/words.ts';
import { Note } from '../shell/note.tsx';
import { SignInLink } from '../signin/signinlink.tsx';
import { signInHref } from '../signin/signinhref.ts';
import type { LegacyFault, LegacyView } from './legacyrecorder.ts';
import { legacyWords } from './legacywords.ts';

/** What went wrong and what is only in this page. */
export function LegacyNotes({ view: { phase, fault, durationMs, saved }, online }: { view: LegacyView; online: boolean }) {
  const own = legacyWords();
  const message = fault === null ? null : messageOf(fault);
  if (!message) return null;
  return (
    <Note tone="live" title={message.title} alert>
      {phase === 'kept' && <p>{saved ? own.saved : own.kept(formats.duration(durationMs))}</p>}
      <p>{message.text}</p>
      {fault === 'sign_in' && phase === 'idle' && <SignInLink online={online} />}
      {fault === 'sign_in' && phase === 'kept' && (
        <a class="action look-plain" href={signInHref('/')} target="_blank" rel="noopener">
          {own.signInElsewhere}
        </a>
      )}
    </Note>
  );
}

function messageOf(fault: LegacyFault): { title: string; text: string } {
  const { faults } = legacyWords();
  if (fault === 'offline' || fault === 'sign_in' || fault === 'refused' || fault === 'not_sent') return faults[fault];
  const { what, todo } = words.faults.capture[fault];
  const browser = browserOf(navigator.userAgent, navigator.maxTouchPoints);
  return { title: what, text: typeof todo === 'string' ? todo : (todo[browser] ?? todo.other) };
}

import { useApp } from '../app.ts';
import { Note } from '../shell/note.tsx';
import { browserOf } from '../faults/browserof.ts';
import { captureMessage } from '../faults/capturemessage.ts';

/** Why there is no recording although somebody wanted one: what happened, what is safe, what to do. */
export function FaultNote() {
  const message = captureMessage(useApp().recorder.value, browserOf(navigator.userAgent, navigator.maxTouchPoints));
  if (!message) return null;
  return (
    <Note tone="live" title={message.what} alert>
      <p>
        {message.safe} {message.todo}
      </p>
    </Note>
  );
}

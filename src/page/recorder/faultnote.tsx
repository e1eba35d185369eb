import { useApp } from '../app.ts';
import { Note } from '../shell/note.tsx';
import { faultMessage } from './faultmessage.ts';

/** Why there is no recording although somebody wanted one: what happened, what is safe, what to do. */
export function FaultNote() {
  const message = faultMessage(useApp().recorder.value);
  if (!message) return null;
  return (
    <Note tone="live" title={message.what} alert>
      <p>
        {message.safe} {message.todo}
      </p>
    </Note>
  );
}

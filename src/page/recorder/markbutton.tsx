import { useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import { formats, words } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { heardMs } from './heard.ts';

/** Marks a moment with one tap. The number on it tells who looks that it is set, the words tell who listens; that it is not is told to both. */
export function MarkButton({ marks }: { marks: number }) {
  const app = useApp();
  const [said, setSaid] = useState({ text: '', failed: false });
  const mark = async () => {
    const at = formats.duration(heardMs(app.recorder.value, app.monotonicMs()));
    const set = await app.mark();
    setSaid({ text: set ? words.recorder.marked(app.recorder.value.marks, at) : words.recorder.notMarked, failed: !set });
  };
  return (
    <>
      <Action key="mark" look="plain" icon="flag" label={marks === 0 ? words.recorder.mark : `${words.recorder.mark}${words.dot}${marks}`} onTap={() => void mark()} />
      <output class={said.failed ? 'marked' : 'spoken'}>{said.text}</output>
    </>
  );
}

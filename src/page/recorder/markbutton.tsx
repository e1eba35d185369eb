import { useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import { formats, words } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { heardMs } from './heard.ts';

/** Marks a moment with one tap, and says that it is marked. */
export function MarkButton({ marks }: { marks: number }) {
  const app = useApp();
  const [said, setSaid] = useState('');
  const mark = async () => {
    const at = formats.duration(heardMs(app.recorder.value, app.monotonicMs()));
    setSaid((await app.mark()) ? words.recorder.marked(app.recorder.value.marks, at) : words.recorder.notMarked);
  };
  return (
    <>
      <Action key="mark" look="plain" icon="flag" label={marks === 0 ? words.recorder.mark : `${words.recorder.mark}${words.dot}${marks}`} onTap={() => void mark()} />
      <output class="marked">{said}</output>
    </>
  );
}

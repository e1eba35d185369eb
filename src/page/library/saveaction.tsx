import { useState } from 'preact/hooks';
import { Action } from '../shell/action.tsx';
import { NothingChanged } from './nothingchanged.tsx';

interface SaveActionProps {
  label: string;
  icon?: 'seal';
  /** Id of what says of which recording. */
  describedBy?: string;
  /** Writes it into a file. Never rejects. */
  save(): Promise<'playable' | 'sealed' | 'failed'>;
}

/** The button that saves a recording as a file, and says when that came to nothing. */
export function SaveAction({ save, ...action }: SaveActionProps) {
  const [failed, setFailed] = useState(false);
  return (
    <>
      <Action look="plain" {...action} onTap={() => void save().then((outcome) => setFailed(outcome === 'failed'))} />
      {failed && <NothingChanged />}
    </>
  );
}

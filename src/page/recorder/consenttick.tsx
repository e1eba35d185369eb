import { useApp } from '../app.ts';
import { words } from '../i18n/words.ts';

/** That the patient agrees to what is recorded next. Nobody is kept from recording without it. */
export function ConsentTick() {
  const { consent, agree } = useApp().capture;
  return (
    <label class="consent">
      <input type="checkbox" checked={consent.value !== null} onChange={({ currentTarget }) => agree(currentTarget.checked)} />
      <span>{words.recorder.consent}</span>
    </label>
  );
}

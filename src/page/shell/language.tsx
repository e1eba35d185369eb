import { useId, useState } from 'preact/hooks';
import { chooseLanguage } from '../i18n/language.ts';
import { isLanguage, LANGUAGES } from '../i18n/languages.ts';
import { spokenLanguage, words } from '../i18n/words.ts';

/** The choice of the language, each by its own name. It takes effect at once, also during a recording. */
export function Language() {
  const id = useId();
  const [missing, setMissing] = useState(false);
  const choose = async (select: HTMLSelectElement) => {
    if (!isLanguage(select.value)) return;
    setMissing(!(await chooseLanguage(select.value)));
    select.value = spokenLanguage();
  };
  const { what, safe, todo } = words.faults.screen.language_missing;
  return (
    <div class="language">
      <label for={id}>{words.language.label}</label>
      <select id={id} value={spokenLanguage()} onChange={({ currentTarget }) => void choose(currentTarget)}>
        {Object.entries(LANGUAGES).map(([code, { name }]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
      <output>{missing && `${what} ${safe} ${todo}`}</output>
    </div>
  );
}

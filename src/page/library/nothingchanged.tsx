import { moreWords, words } from '../i18n/words.ts';

/** That something could not be done, and that everything is as it was. */
export function NothingChanged() {
  return (
    <p class="item-why" role="alert">
      {words.faults.capture.storage_failed.what}. {moreWords.library.nothingChanged}
    </p>
  );
}

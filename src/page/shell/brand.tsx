import { words } from '../i18n/words.ts';
import { Icon } from './icon.tsx';

/** Whose app this is. */
export function Brand() {
  return (
    <h1 class="brand">
      <Icon name="mark" />
      {words.brand}
    </h1>
  );
}

import type { ComponentChildren } from 'preact';
import type { Tone } from '../library/describe.ts';

/** A message that stays as long as what it tells is so. `alert` is spoken at once. */
export function Note({ tone, title, alert = false, children }: { tone: Tone; title: string; alert?: boolean; children: ComponentChildren }) {
  return (
    <div class={`note tone-${tone}`} role={alert ? 'alert' : undefined}>
      <p class="note-title">{title}</p>
      {children}
    </div>
  );
}

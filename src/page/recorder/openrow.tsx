import type { ComponentChildren } from 'preact';
import { Icon } from '../shell/icon.tsx';

/** A quiet way to what is not needed every time, with how it stands. */
export function OpenRow(props: { icon: Parameters<typeof Icon>[0]['name']; label: string; off: boolean; onOpen(): void; children?: ComponentChildren }) {
  const { icon, label, off, onOpen, children } = props;
  return (
    <button type="button" class="openrow" aria-haspopup="dialog" aria-disabled={off} onClick={() => off || onOpen()}>
      <Icon name={icon} />
      <span class="openrow-text">
        <span class="openrow-label">{label}</span>
        {children && (
          <>
            {' '}
            <span class="openrow-detail">{children}</span>
          </>
        )}
      </span>
    </button>
  );
}

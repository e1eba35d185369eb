import { Icon } from './icon.tsx';

/**
 * A button. While it is off it keeps the focus and can be found and read, unlike a disabled one;
 * `describedBy` is the id of the words that say why.
 */
export function Action(props: {
  look: 'record' | 'sea' | 'stop' | 'plain';
  icon?: Parameters<typeof Icon>[0]['name'];
  label: string;
  off?: boolean;
  describedBy?: string | undefined;
  onTap(): void;
}) {
  const { look, icon, label, off = false, describedBy, onTap } = props;
  return (
    <button type="button" class={`action look-${look}`} aria-disabled={off} aria-describedby={describedBy} onClick={() => off || onTap()}>
      {icon && <Icon name={icon} />}
      {label}
    </button>
  );
}

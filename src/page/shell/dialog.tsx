import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

/**
 * A question that is to be answered before anything else: the browser keeps the focus in it and gives it back afterwards.
 * `busy`: it cannot be closed now. Whenever the title changes, reading goes on there, or at what is marked `autofocus`.
 */
export function Dialog({ title, busy = false, onClose, children }: { title: string; busy?: boolean; onClose(): void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // Before it leaves the page, so that the focus goes back to where it came from.
    return () => shown?.close();
  }, []);
  useLayoutEffect(() => (dialog.current?.querySelector<HTMLElement>('[autofocus]') ?? heading.current)?.focus(), [title]);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      aria-busy={busy}
      onCancel={(event) => {
        event.preventDefault();
        if (!busy) onClose();
      }}
      // Some browsers close it at a second Escape whatever is said.
      onClose={(event) => (busy ? event.currentTarget.showModal() : onClose())}
    >
      <h2 class="dialog-title" id={id} ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}

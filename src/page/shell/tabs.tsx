import { words } from '../i18n/words.ts';
import { PATH_OF, type View } from './view.ts';

/** The two views of a narrow screen. Links, so that each can be opened, kept and gone back to. */
export function Tabs({ view, waiting, onView }: { view: View; waiting: number; onView(to: View): void }) {
  const tab = (to: View, label: string) => (
    <a
      class="tab"
      href={PATH_OF[to]}
      aria-current={view === to ? 'page' : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        onView(to);
      }}
    >
      {label}
    </a>
  );
  return (
    <nav class="tabs" aria-label={words.views.label}>
      {tab('record', words.views.record)}
      {tab('recordings', words.views.recordings(waiting))}
    </nav>
  );
}

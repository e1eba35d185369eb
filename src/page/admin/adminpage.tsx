import { useEffect, useState } from 'preact/hooks';
import { Brand } from '../shell/brand.tsx';
import { Language } from '../shell/language.tsx';
import { useAdmin } from './admincontext.ts';
import { Closed } from './closed.tsx';
import { FlagsPage } from './flags/flagspage.tsx';
import { PeoplePage } from './people/peoplepage.tsx';
import { adminWords } from './words/adminwords.ts';

const PAGES = { flags: '/admin/flags', people: '/admin/people' } as const;
type PageName = keyof typeof PAGES;
const pageAt = (path: string): PageName => (path.startsWith(PAGES.people) ? 'people' : 'flags');

/** The whole screen of an admin, or why somebody does not see it. */
export function AdminPage() {
  const { gate, locked } = useAdmin();
  const [page, setPage] = useState(() => pageAt(location.pathname));
  const words = adminWords();
  const open = gate.state.value === 'in' && !locked.value;
  useEffect(() => {
    const follow = () => setPage(pageAt(location.pathname));
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  const title = words.pageTitle(words.pages[page]);
  useEffect(() => {
    document.title = title;
  }, [title]);

  const tab = (name: PageName) => (
    <a
      class="admin-tab"
      href={PAGES[name]}
      aria-current={page === name ? 'page' : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        if (page === name) return;
        // Within the page, so that an edit stays.
        history.pushState(null, '', PAGES[name]);
        setPage(name);
        scrollTo(0, 0);
      }}
    >
      {words.pages[name]}
    </a>
  );

  return (
    <div class="shell admin">
      <header class="top">
        <Brand />
        <a class="admin-back" href="/">
          {words.back}
        </a>
      </header>
      {open && (
        <nav class="admin-tabs" aria-label={words.pages.label}>
          {tab('flags')}
          {tab('people')}
        </nav>
      )}
      {open ? page === 'flags' ? <FlagsPage /> : <PeoplePage /> : <Closed />}
      <footer class="admin-foot">
        <p>{open && gate.person.value?.email}</p>
        <Language />
      </footer>
    </div>
  );
}

import { useEffect, useState } from 'preact/hooks';

/** What a narrow screen shows; a wide one shows both. */
export type View = 'record' | 'recordings';

export const PATH_OF = { record: '/', recordings: '/recordings' } as const satisfies Record<View, string>;

/** The view that a path of our own names. What is unknown is the recorder: recording must always be at hand. */
export function viewAt(path: string): View {
  return /^\/recordings\/?$/.test(path) ? 'recordings' : 'record';
}

/** The view that the address names, and the way to another one, which the browser's Back undoes. */
export function useView(): [View, (to: View) => void] {
  const [view, setView] = useState(() => viewAt(location.pathname));
  useEffect(() => {
    const follow = () => setView(viewAt(location.pathname));
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  return [
    view,
    (to) => {
      if (to === viewAt(location.pathname)) return;
      history.pushState(null, '', PATH_OF[to]);
      setView(to);
      scrollTo(0, 0);
    },
  ];
}

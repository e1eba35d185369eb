import { useEffect, useState } from 'preact/hooks';

/** As in the style sheets: room for the list beside the recorder, in units that grow with the text. */
const WIDE = '(min-width: 56.25em)';

/** Whether there is room for two columns. */
export function useWide(): boolean {
  const [query] = useState(() => matchMedia(WIDE));
  const [wide, setWide] = useState(query.matches);
  useEffect(() => {
    const follow = () => setWide(query.matches);
    follow();
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, [query]);
  return wide;
}

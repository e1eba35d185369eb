import type { ComponentChild } from 'preact';
import type { Picture } from './guidesteps.ts';

const PICTURES: Record<Picture, ComponentChild> = {
  share: <path d="M12 15V3.5m-4 4 4-4 4 4M7 10.5H5.5v10h13v-10H17" />,
  add: <path d="M4 4h16v16H4zM12 8v8m-4-4h8" />,
  dots: <path d="M12 5v.01M12 12v.01M12 19v.01" />,
  desktop: <path d="M13 5H3v12h18v-5M8 21h8m-4-4v4m5.5-18v8m-3.5-3.5 3.5 3.5 3.5-3.5" />,
};

/** What the button of a step looks like in the browser; the words beside it name it as well. */
export function GuidePicture({ name }: { name: Picture }) {
  return (
    <svg class="guide-picture" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {PICTURES[name]}
    </svg>
  );
}

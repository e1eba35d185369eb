const PATHS = {
  record: <circle cx="12" cy="12" r="9" />,
  pause: <path d="M6.5 5h4v14h-4zM13.5 5h4v14h-4z" />,
  play: <path d="M7.5 4.6v14.8L19.5 12z" />,
  stop: <rect x="5" y="5" width="14" height="14" rx="2.5" />,
  check: <path class="icon-line" d="m5 12.5 4.6 4.6L19 7.5" />,
  send: <path class="icon-line" d="M12 19.5v-14m-6 6 6-6 6 6" />,
  flag: <path class="icon-line" d="M6.5 20.5v-16m0 .5h11l-2.6 3.8 2.6 3.7h-11" />,
  tune: <path class="icon-line" d="M4 8h9m5 0h2M4 16h3m5 0h8M15.5 5.5v5m-6 3v5" />,
  seal: <path class="icon-line" d="M6 11h12v9H6zm2.5 0V8a3.5 3.5 0 0 1 7 0v3" />,
  mark: (
    <>
      <rect x="9.5" y="2" width="5" height="9.6" rx="2.5" />
      <path class="icon-line" d="M12 14.6v6M5 13.6a7 7 0 0 0 14 0M3.2 15.2 5 13.4l1.8 1.8m10.4 0 1.8-1.8 1.8 1.8" />
    </>
  ),
};

/** A picture beside a word, never instead of one; as large as its style says. */
export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {PATHS[name]}
    </svg>
  );
}

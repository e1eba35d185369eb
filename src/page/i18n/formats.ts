/** How one language writes durations, moments and sizes. */
export interface Formats {
  /** `m:ss`, from an hour on `h:mm:ss`. Begun seconds do not count: 59,999 ms are 0:59. */
  duration(ms: number): string;
  /** The time of day of a moment in Unix milliseconds, on this device's clock. */
  time(atMs: number): string;
  /** Day and time of a moment, the last two days by name. Both in Unix milliseconds. */
  dayAndTime(atMs: number, nowMs: number): string;
  /** A size in decimal units. What is there is never written as nothing. */
  size(bytes: number): string;
}

const DAY_MS = 86_400_000;

/** The formats of a language, given its locale and its words for the last two days. Formatters are made once: they are slow to make. */
export function createFormats(language: {
  locale: string;
  today: string;
  yesterday: string;
  dayAndTime(day: string, time: string): string;
}): Formats {
  const { locale } = language;
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const date = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' });
  const dateOfAnotherYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
  const unit = (name: string, digits: number) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, minimumFractionDigits: digits, maximumFractionDigits: digits });
  const [kilobytes, megabytes, gigabytes] = [unit('kilobyte', 0), unit('megabyte', 1), unit('gigabyte', 1)];

  function day(atMs: number, nowMs: number): string {
    // Rounded, because a day on which the clocks change is an hour shorter or longer.
    const daysAgo = Math.round((startOfDayMs(nowMs) - startOfDayMs(atMs)) / DAY_MS);
    if (daysAgo === 0) return language.today;
    if (daysAgo === 1) return language.yesterday;
    const sameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
    return (sameYear ? date : dateOfAnotherYear).format(atMs);
  }

  return {
    duration,
    time: (atMs) => clock.format(atMs),
    dayAndTime: (atMs, nowMs) => language.dayAndTime(day(atMs, nowMs), clock.format(atMs)),
    size(bytes) {
      if (bytes < 999_500) return kilobytes.format(bytes === 0 ? 0 : Math.max(1, Math.round(bytes / 1e3)));
      return bytes < 999_950_000 ? megabytes.format(bytes / 1e6) : gigabytes.format(bytes / 1e9);
    },
  };
}

function duration(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}:${two(seconds % 60)}` : `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** Midnight of the local day that a moment is in, in Unix milliseconds. */
export function startOfDayMs(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0);
}

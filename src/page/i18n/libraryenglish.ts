import type { EventName } from '../../core/telemetry/events.ts';
import type { Filter, Order } from '../library/select.ts';
import type { Silence } from '../playback/sound.ts';
import { createNumbers } from './numbers.ts';

const { count, number } = createNumbers<'one'>('en-GB');

const filter: Record<Filter, (found: number) => string> = {
  all: (found) => `All ${number(found)}`,
  waiting: (found) => `Waiting ${number(found)}`,
  sent: (found) => `Sent ${number(found)}`,
  failed: (found) => `Failed ${number(found)}`,
};
const orders: Record<Order, string> = { newest: 'Newest first', oldest: 'Oldest first', longest: 'Longest first' };
const silence: Record<Silence, string> = {
  sealed: 'It is sealed, and this device has no key to it. It can be heard only at the organisation.',
  elsewhere: 'Its sound is in the archive and no longer on this device.',
  unreadable: 'Its sound cannot be played on this device. Nothing was deleted.',
};
const events = {
  recording_started: 'Recording begun',
  recording_interrupted: 'Interrupted',
  recording_saved: 'Recording ended, saved on this device',
  recording_recovered: 'Recovered after an interruption',
  recording_failed: 'The recorder failed',
  upload_started: 'Sending begun',
  upload_failed: 'Sending did not work',
  upload_parked: 'Sending given up',
  upload_completed: 'Sent, with the receipt of the server',
  upload_archived: 'In the archive',
  recording_trashed: 'Put in the trash',
  recording_restored: 'Taken out of the trash',
  recording_purged: 'Sound removed from this device',
} satisfies Partial<Record<EventName, string>>;

/** The words, in English, of the library, of playback and of the storage. */
export const libraryEnglish = {
  library: {
    search: 'Search the recordings',
    searchHint: 'Date, length, title',
    filters: 'Which recordings',
    filter,
    order: 'Order',
    orders,
    found: (found: number) => count(found, { one: '# recording found', other: '# recordings found' }),
    nothing: 'No recording is like that.',
    pages: 'Pages',
    before: 'Back',
    after: 'Further',
    range: (first: number, last: number, of: number) => `${number(first)} to ${number(last)} of ${number(of)}`,
    more: 'More',
    less: 'Less',
    retry: 'Try again',
    retryAll: (failed: number) => count(failed, { one: 'Try # again', other: 'Try all # again' }),
    sendThis: 'Send it now',
    sendOverAny: 'Send over mobile data',
    isSending: 'It is being sent.',
    wifiUnknown: 'Large recordings are to wait for Wi-Fi. This browser does not tell what the network is, so they are sent over any.',
    allSent: (sent: number) => count(sent, { one: '# recording is sent. Nothing waits any more.', other: '# recordings are sent. Nothing waits any more.' }),
    someFailed: (failed: number) => count(failed, { one: '# could not be sent.', other: '# could not be sent.' }),
    saveSealed: 'Save sealed, for support',
    nothingChanged: 'Nothing has changed.',
    number: (id: string) => `Number for support: ${id}`,
    delete: 'Delete',
    deleteTitle: 'Delete a recording that is not sent?',
    deleteText: (duration: string) => `${duration} of sound that nobody else has. It stays in the trash for 7 days and can be taken back from there; then it is lost for good.`,
    keep: 'Keep it',
    log: {
      title: 'What has happened',
      empty: 'It is longer ago than the log of this device remembers.',
      attempt: (what: string, nth: number) => `${what}, try ${number(nth)}`,
      events,
    },
  },

  playback: {
    label: 'Player',
    play: 'Play',
    go: 'Play',
    opening: 'Opening the sound',
    close: 'Close the player',
    back: 'Back 15 seconds',
    forward: 'Forward 15 seconds',
    speed: 'Speed',
    position: 'Position',
    of: (at: string, whole: string) => `${at} of ${whole}`,
    points: 'Marks and interruptions',
    mark: (nth: number) => `Mark ${number(nth)}`,
    missing: (nth: number) => `From here on take ${number(nth)} cannot be played on this device`,
    incomplete: 'Not all of it can be played on this device.',
    silence,
  },

  notices: {
    ask: 'You can be told when all is sent, or when sending is stuck, while Holdfast is not in sight.',
    allow: 'Tell me',
    doneTitle: 'Everything is sent',
    doneText: 'No recording waits on this device any more.',
    stuckTitle: 'Recordings are waiting',
    signInText: 'Open Holdfast and sign in to send them. They are safe on this device.',
    failedText: 'One could not be sent. It is safe on this device. Open Holdfast to see why.',
  },

  trash: {
    done: 'In the trash for 7 days.',
    undo: 'Undo',
    title: 'Trash',
    empty: 'The trash is empty.',
    restore: 'Take back',
    emptyNow: 'Empty the trash',
    emptyTitle: 'Empty the trash?',
    emptyText: (held: number) => count(held, { one: '# recording goes for good.', other: '# recordings go for good.' }),
    unsent: 'Not sent',
  },

  storing: {
    title: 'Storage',
    state: 'State',
    number: 'Recordings',
    size: 'Size',
    trash: 'Trash',
    total: 'All',
    states: { waiting: 'Waiting', sent: 'Sent', archived: 'In the archive', failed: 'Failed', recording: 'Recording', paused: 'Paused', uploading: 'Sending', empty: 'Empty' },
    used: (used: string, quota: string) => `${used} of ${quota} used by Holdfast`,
    usedUnknown: 'This browser does not tell how much space is left.',
    bar: 'Space used',
    left: (minutes: number) => count(minutes, { one: 'Space for about # more minute', other: 'Space for about # more minutes' }),
    leftHours: (hours: number) => count(hours, { one: 'Space for about # more hour', other: 'Space for about # more hours' }),
    kept: 'The browser has promised to keep what is here.',
    notKept: 'The browser may clear what is here when the device is short of space. Installing Holdfast on the home screen helps.',
    clean: 'Free space',
    cleanNone: 'Nothing can be freed: only sound that is in the archive may go.',
    previewTitle: 'Free space?',
    preview: (held: number, size: string) => count(held, { one: `The sound of # recording leaves this device: ${size}.`, other: `The sound of # recordings leaves this device: ${size}.` }),
    previewSafe: 'All of it is in the archive. The entries of the list stay.',
    previewRange: (from: string, to: string) => `Archived from ${from} to ${to}`,
    cleanNow: (size: string) => `Free ${size}`,
    cleaned: (size: string) => `Freed: ${size}`,
    cancel: 'Leave it',
  },
};

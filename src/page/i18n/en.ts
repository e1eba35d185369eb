import { english } from '../faults/english.ts';
import { createNumbers } from './numbers.ts';

const LOCALE = 'en-GB';
const { count, number, percent } = createNumbers<'one'>(LOCALE);
const recordings = (waiting: number) => count(waiting, { one: '# recording', other: '# recordings' });

const minutes = (begun: number) => count(begun, { one: '# minute', other: '# minutes' });

/** Every word on the screen, in English. Another language is an object of the type `Words`. Durations and times come formatted. */
export const en = {
  /** For dates, times and numbers: English with a clock of 24 hours. */
  locale: LOCALE,
  brand: 'Holdfast',
  today: 'Today',
  yesterday: 'Yesterday',
  dayAndTime: (day: string, time: string) => `${day} ${time}`,
  /** Between facts of one line. */
  dot: ' · ',

  views: {
    label: 'Views',
    record: 'Record',
    recordings: (waiting: number) => (waiting === 0 ? 'Recordings' : `Recordings · ${number(waiting)}`),
    title: { record: 'Holdfast', recordings: 'Recordings · Holdfast' },
  },

  network: {
    online: 'Online',
    offline: 'Offline',
    blocked: 'Server out of reach',
    captive: 'The network wants a sign-in of its own',
    slow: 'Slow network',
    waiting: (waiting: number) => `${number(waiting)} waiting`,
    sending: (nth: number, of: number) => (of === 1 ? 'Sending' : `Sending ${number(nth)} of ${number(of)}`),
  },

  recorder: {
    label: 'Recorder',
    record: 'Record',
    pause: 'Pause',
    resume: 'Resume',
    stop: 'Stop',
    ready: 'Ready to record',
    readyHint: 'Works without a network. What you record stays sealed on this device until it is sent.',
    starting: 'Opening the microphone',
    recording: 'Recording',
    pausing: 'Pausing',
    paused: 'Paused',
    resuming: 'Going on',
    interrupted: 'Interrupted',
    stopping: 'Saving',
    clock: 'Heard',
    saved: (duration: string) => `Saved on this device ${duration}`,
    alreadySent: (sent: number) => `${percent(sent)} already sent`,
    mark: 'Mark this moment',
    marked: (marks: number, at: string) => `Mark ${number(marks)} set at ${at}`,
    notMarked: 'The mark could not be set. The recording goes on.',
    /** The wording that is agreed to: a change needs another version in consent.ts. */
    consent: 'Patient informed and agrees to the recording',
    options: 'Options',
    details: 'Private details',
  },

  stopped: {
    title: (duration: string) => `Saved ${duration} on this device`,
    soon: 'It is about to be sent.',
    sending: 'It is being sent.',
    waitsForNetwork: 'It is sent by itself as soon as there is a network.',
    waitsForTime: 'Sending did not work yet. It is tried again by itself.',
    signIn: 'It is sent as soon as you sign in.',
    sent: 'It has been sent.',
    archived: 'It is in the archive.',
    kept: 'It is kept here until it is sent.',
    failed: 'It could not be sent and stays on this device.',
    noSound: 'There is no sound in it. It is kept on this device and is not sent.',
  },

  storage: {
    reload: 'Reload',
  },

  library: {
    title: 'Recordings',
    emptyTitle: 'No recordings yet',
    empty: 'Choose Record and speak. What you record is listed here, with what has become of it.',
    sendNow: 'Send now',
    waiting: (waiting: number) => count(waiting, { one: '# recording waits to be sent.', other: '# recordings wait to be sent.' }),
    offline: 'There is no network now. As soon as there is one, they are sent by themselves.',
    keepOpen: 'Keep the app open to send.',
    signedOut: 'Sending needs you to sign in.',
    held: 'Sending is switched off for now.',
    progress: 'Sent so far',
    exportFile: 'Save as a file',
    damagedTitle: 'A recording',
  },

  state: {
    recording: 'Recording',
    paused: 'Paused',
    waiting: 'Waiting',
    partialWaiting: 'Partial · waiting',
    sending: (sent: number) => `Sending ${percent(sent)}`,
    sent: 'Sent',
    failed: (why: string) => `Failed: ${why}`,
    empty: 'Empty',
    withPartial: (label: string) => `${label} · partial`,
  },

  detail: {
    waitsForWifi: 'Waits for Wi-Fi',
    recovered: 'Recovered after an interruption',
    because: (why: string) => why.charAt(0).toUpperCase() + why.slice(1),
    partlySent: (sent: number) => `${percent(sent)} sent`,
    amending: 'What you wrote later waits to be sent',
    beingChecked: 'Being checked by the archive',
    archived: 'In the archive',
    empty: 'No sound was saved. It is not sent.',
  },

  signIn: {
    action: 'Sign in',
    outTitle: (waiting: number) => (waiting === 0 ? 'You are signed out' : `Sign in to send ${recordings(waiting)}`),
    out: 'Recording goes on without it.',
    otherTitle: 'Somebody else is signed in on this device',
    other: 'Your recordings stay here, sealed, and are sent when you sign in again.',
    afterRecording: 'Sign in when this recording is finished.',
  },

  account: {
    nameless: 'Signed in',
    signOut: 'Sign out',
    hint: 'Before somebody else uses this device, sign out.',
    recording: 'First stop the recording.',
    /** The session is over and the upload grant is not. */
    sending: 'Your sign-in has ended. What you record is still sent; sign in again when it suits you.',
  },

  signOut: {
    title: 'Sign out?',
    nothing: 'Nothing here waits to be sent. Whoever uses this device next sees nothing of yours.',
    onlyWritten: (of: number) => `What you wrote about ${recordings(of)} has not been sent. It stays sealed on this device and goes out when you sign in here again.`,
    held: (held: number, begun: number) => count(held, { one: `# recording with ${minutes(begun)} of sound is only on this device.`, other: `# recordings with ${minutes(begun)} of sound are only on this device.` }),
    send: 'Send now',
    sendHint: 'You are signed out as soon as everything is sent.',
    sendOffline: 'There is no network now.',
    sendSignedOut: 'Sending needs you to sign in first.',
    sendFailed: 'What is here could not be sent.',
    keep: 'Keep sealed until I am back',
    keepHint: 'It stays on this device. Nobody can listen to it, and it is sent when you sign in here again.',
    delete: 'Delete',
    deleteHint: 'It is lost for good: nobody else has it.',
    cancel: 'Stay signed in',
    leftOver: 'Not everything could be sent. What is left is still here.',
    storage: 'The storage of this device does not answer, and you are still signed in. Close Holdfast everywhere on this device and open it again.',
    deleteTitle: (held: number) => `Delete ${recordings(held)}?`,
    deleteText: (held: number, begun: number) => `${minutes(begun)} of sound in ${recordings(held)}: lost for good. Nobody else has it, and nobody can bring it back.`,
    /** What is to be typed. */
    deleteWord: 'delete',
    deleteType: (word: string) => `Type “${word}” to confirm`,
    deleteAction: 'Delete and sign out',
    back: 'Back',
    sendingTitle: 'Sending before you go',
    sendingText: 'You are signed out as soon as everything is sent. Keep Holdfast open.',
    sendingOffline: 'The network is gone. Sending goes on as soon as it is back, and then you are signed out.',
    deleting: 'Deleting',
    leaving: 'Signing out',
    moment: 'One moment.',
  },

  lock: {
    title: 'Locked',
    online: 'Sign in to see the recordings.',
    offline: 'Recording works. Connect to unlock.',
    recording: 'The recording goes on. Sign in to see the others when it is finished.',
  },

  welcome: {
    title: 'Record anywhere',
    text: 'Sign in once on this device. Afterwards Holdfast records without a network, and what it calls saved is kept until it is sent.',
    firstNeedsNetwork: 'There is no network now. The first sign-in on a device needs one.',
    keysTitle: 'Almost ready',
    keysText: 'This device still needs the key with which recordings are sealed. It is fetched after you sign in, once.',
    keysNeedNetwork: 'There is no network now. Fetching the key needs one.',
  },

  language: {
    label: 'Language',
  },

  /** Everything that can go wrong, with what is safe and what to do. */
  faults: english,
};

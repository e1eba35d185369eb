import type { CaptureFaultCode } from '../../core/capture/capturefault.ts';
import type { FailureCode } from '../../core/failures.ts';

/** What happened and what to do; what is safe stands between the two and depends on when it happened. */
interface FaultWords {
  what: string;
  todo: string;
}

const recordings = (count: number) => (count === 1 ? '1 recording' : `${count} recordings`);

/** Every word on the screen, in English. Another language is an object of the type `Words`. Durations and times come formatted. */
export const en = {
  /** For dates, times and numbers: English with a clock of 24 hours. */
  locale: 'en-GB',
  brand: 'Holdfast',
  today: 'Today',
  yesterday: 'Yesterday',
  dayAndTime: (day: string, time: string) => `${day} ${time}`,
  /** Between facts of one line. */
  dot: ' · ',

  views: {
    label: 'Views',
    record: 'Record',
    recordings: (waiting: number) => (waiting === 0 ? 'Recordings' : `Recordings · ${waiting}`),
    title: { record: 'Holdfast', recordings: 'Recordings · Holdfast' },
  },

  network: {
    online: 'Online',
    offline: 'Offline',
    blocked: 'Server out of reach',
    waiting: (count: number) => `${count} waiting`,
    sending: (nth: number, of: number) => (of === 1 ? 'Sending' : `Sending ${nth} of ${of}`),
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
    stopping: 'Saving',
    clock: 'Heard',
    saved: (duration: string) => `Saved on this device ${duration}`,
    alreadySent: (percent: number) => `${percent} % already sent`,
    keepOpenTitle: 'Keep Holdfast open',
    keepOpen: 'Locking the device or leaving the app may stop the microphone.',
    off: 'Recording is switched off',
    offHint: 'Your recordings stay on this device. Ask your administrator when it is switched on again.',
    notReady: 'Not ready to record',
    notReadyHint: 'Nothing could be saved now, so nothing is recorded.',
  },

  stopped: {
    title: (duration: string) => `Saved ${duration} on this device`,
    emptyTitle: 'No sound was saved',
    empty: 'There is nothing to send. Check the microphone before you record again.',
    soon: 'It is about to be sent.',
    sending: 'It is being sent.',
    waitsForNetwork: 'It is sent by itself as soon as there is a network.',
    waitsForTime: 'Sending did not work yet. It is tried again by itself.',
    signIn: 'It is sent as soon as you sign in.',
    sent: 'It has been sent.',
    archived: 'It is in the archive.',
    kept: 'It is kept here until it is sent.',
    failed: 'It could not be sent and stays on this device.',
  },

  faults: {
    microphone_refused: { what: 'The microphone is not allowed', todo: 'Allow it for Holdfast in the settings of this browser, then try again.' },
    microphone_missing: { what: 'There is no microphone', todo: 'Connect a microphone or a headset, then try again.' },
    microphone_busy: { what: 'The microphone is in use elsewhere', todo: 'End the call or close the app that uses it, then try again.' },
    microphone_lost: { what: 'The microphone has stopped', todo: 'End any call and check the headset, then start a new recording.' },
    recorder_unsupported: { what: 'This browser cannot record', todo: 'Update it, or open Holdfast in a current Chrome, Edge, Firefox or Safari.' },
    recorder_failed: { what: 'The recorder has stopped', todo: 'Try again. If it stops again, close Holdfast and open it again.' },
    no_key: { what: 'The key for sealing is missing', todo: 'Connect to a network and sign in once; afterwards it works without.' },
    storage_full: { what: 'This device is full', todo: 'Free some space on it, then try again.' },
    storage_failed: { what: 'The storage of this device does not answer', todo: 'Close Holdfast everywhere on this device and open it again.' },
  } satisfies Record<CaptureFaultCode, FaultWords>,

  /** What is safe after a fault. */
  safe: {
    notStarted: 'Nothing new was recorded. What was saved before is safe.',
    paused: (duration: string) => `What you recorded so far is safe: ${duration}.`,
    ended: (duration: string) => `The recording has ended. What was saved is safe: ${duration}.`,
    endedEmpty: 'The recording has ended before anything was saved.',
  },

  storage: {
    title: 'The recordings cannot be read',
    text: 'Nothing was deleted. Close Holdfast everywhere on this device and open it again. Do not clear its data; if this stays, tell support.',
    reload: 'Reload',
  },

  library: {
    title: 'Recordings',
    emptyTitle: 'No recordings yet',
    empty: 'Choose Record and speak. What you record is listed here, with what has become of it.',
    sendNow: 'Send now',
    waiting: (count: number) => (count === 1 ? '1 recording waits to be sent.' : `${count} recordings wait to be sent.`),
    offline: 'There is no network now. As soon as there is one, they are sent by themselves.',
    keepOpen: 'Keep the app open to send.',
    signedOut: 'Sending needs you to sign in.',
    progress: 'Sent so far',
    exportFile: 'Save as a file',
    damagedTitle: 'A recording',
  },

  state: {
    recording: 'Recording',
    paused: 'Paused',
    waiting: 'Waiting',
    partialWaiting: 'Partial · waiting',
    sending: (percent: number) => `Sending ${percent} %`,
    sent: 'Sent',
    failed: (why: string) => `Failed: ${why}`,
    empty: 'Empty',
    withPartial: (label: string) => `${label} · partial`,
  },

  detail: {
    recovered: 'Recovered after an interruption',
    because: (why: string) => why.charAt(0).toUpperCase() + why.slice(1),
    partlySent: (percent: number) => `${percent} % sent`,
    beingChecked: 'Being checked by the archive',
    archived: 'In the archive',
    empty: 'No sound was saved. It is not sent.',
    /** The code is for support. */
    failed: (code: string) => `It stays on this device. Please tell support: ${code}`,
    signIn: 'Sign in to send',
    tryingAgain: (time: string) => `Trying again at ${time}`,
    network: 'Waiting for the network',
    freeSpace: 'Free some space on this device to send',
  },

  failures: {
    network: 'there was no network',
    foreign_answer: 'the network did not let it through',
    timeout: 'the server did not answer in time',
    server_error: 'the server had a problem',
    throttled: 'the server was too busy',
    upload_refused: 'the server refused a part',
    segments_missing: 'the server misses a part',
    not_signed_in: 'nobody was signed in',
    owner_mismatch: 'somebody else was signed in',
    storage_full: 'this device is full',
    storage_failed: 'the storage of this device does not answer',
    invalid_manifest: 'the server does not understand it',
    manifest_differs: 'the server holds a different version',
    segment_too_large: 'a part is too large for the server',
    recording_too_long: 'too long for the server',
    data_corrupt: 'damaged on this device',
    archive_problem: 'the archive could not open it',
  } satisfies Record<FailureCode, string>,

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
    unsent: (waiting: number) => `${recordings(waiting)} not sent yet: kept here, sealed, and sent when you sign in again.`,
    recording: 'First stop the recording.',
  },

  welcome: {
    title: 'Record anywhere',
    text: 'Sign in once on this device. Afterwards Holdfast records without a network, and what it calls saved is kept until it is sent.',
    firstNeedsNetwork: 'There is no network now. The first sign-in on a device needs one.',
    keysTitle: 'Almost ready',
    keysText: 'This device still needs the key with which recordings are sealed. It is fetched after you sign in, once.',
    keysNeedNetwork: 'There is no network now. Fetching the key needs one.',
  },
};

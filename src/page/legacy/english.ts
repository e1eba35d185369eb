import type { LegacyFault } from './legacyrecorder.ts';

type Own = Exclude<LegacyFault, `microphone_${string}` | `recorder_${string}` | `storage_${string}` | 'no_key'>;
const faults: Record<Own, { title: string; text: string }> = {
  offline: { title: 'The server cannot be reached', text: 'This recorder needs a network. Try again when there is one.' },
  sign_in: { title: 'You are signed out', text: 'This recorder needs you to sign in first.' },
  refused: { title: 'The server does not take this recording', text: 'Save it as a file and tell support.' },
  not_sent: { title: 'It could not be sent', text: 'Try again in a moment.' },
};

/** The words of the legacy recorder, in English. */
export const english = {
  label: 'Online recorder',
  title: 'Online recorder',
  hint: 'Needs a network while you record and until it is sent. Nothing is kept on this device: stay on this page until it says Sent.',
  offline: 'There is no network now. This recorder needs one.',
  record: 'Record online',
  stop: 'Stop and send',
  newRecording: 'New recording',
  opening: 'Opening the microphone',
  recording: 'Recording, only in this page',
  stopping: 'Ending the recording',
  sending: (percent: string) => `Sending ${percent}. Keep this page open.`,
  sent: (duration: string) => `Sent: ${duration}`,
  keptTitle: 'Only in this page',
  kept: (duration: string) => `${duration} of sound are only in this page. They are lost when it closes.`,
  saved: 'It was saved as a file. Give the file to support.',
  tryAgain: 'Try again',
  saveAsFile: 'Save as a file',
  signInElsewhere: 'Sign in in another tab, then try again',
  crashTitle: 'The offline recorder did not start',
  crash: 'It failed several times in a row on this device. What it has saved stays here. Until it works again you can record online.',
  crashTryAgain: 'Try the offline recorder again',
  faults,
};

/** What a language has to say about the legacy recorder. They stand here and not among the others so that this folder can go as a whole. */
export type LegacyWords = typeof english;

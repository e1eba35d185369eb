import { sendingEnglish } from '../faults/sendingenglish.ts';
import type { InterruptionCause } from '../../core/capture/interruption.ts';
import { libraryEnglish } from './libraryenglish.ts';
import { diagnosticsEnglish } from '../diagnostics/english.ts';
import { installEnglish } from '../install/english.ts';
import { updateEnglish } from '../update/english.ts';
import { createNumbers } from './numbers.ts';

const { count, number } = createNumbers<'one'>('en-GB');

const interruptions: Record<InterruptionCause, string> = {
  muted: 'The microphone was muted',
  ended: 'The microphone was disconnected',
  no_data: 'The microphone delivered nothing',
  recorder_failed: 'The recorder of this browser stopped',
  asleep: 'The device slept or its clock was changed',
  switched: 'The microphone was changed',
};

/** The words, in English, of what is not needed to see Record. Another language is an object of the type `MoreWords`. */
export const moreEnglish = {
  faults: sendingEnglish,
  ...libraryEnglish,

  takes: {
    label: 'Takes',
    take: (nth: number) => `Take ${number(nth)}`,
    now: 'now',
    saved: 'saved',
    earlier: (takes: number) => count(takes, { one: '# earlier take', other: '# earlier takes' }),
  },

  meter: {
    label: 'Level',
    /** From nothing to too much, as told where nothing may move. */
    steps: { none: 'No sound', quiet: 'Quiet', good: 'Good', loud: 'Very loud', unknown: 'Level not known' },
  },

  silent: {
    title: 'We hear nothing',
    text: 'The microphone is on but silent. What was recorded is safe. Speak, look whether the microphone or headset is muted, or choose another microphone.',
    choose: 'Choose a microphone',
  },

  interrupted: {
    why: interruptions,
    since: (time: string) => `No sound is recorded since ${time}.`,
    saved: (duration: string) => `What was recorded before is saved: ${duration}.`,
    goesOn: 'The recording goes on by itself as soon as the microphone is back.',
    waits: 'Resume goes on with the recording, Stop ends it.',
  },

  keepOpen: {
    text: 'Keep Holdfast open: leaving the app may stop the microphone.',
    screen: 'Keep the screen on: this browser cannot do it for you.',
  },

  space: {
    title: (minutes: number) => (minutes === 0 ? 'Less than a minute of space is left' : count(minutes, { one: 'Space for # minute is left', other: 'Space for # minutes is left' })),
    during: 'What you record until then is saved. Free some space on this device soon.',
    before: 'Free some space on this device before a long recording.',
    /** Spoken once. */
    low: 'Little space is left on this device.',
  },

  options: {
    title: 'Options',
    microphone: 'Microphone',
    system: 'As the device chooses',
    unnamed: 'Microphones are listed here after the first recording.',
    change: 'Another microphone takes over at once, in a new take.',
    sound: 'Sound',
    voice: 'Voice',
    voiceHint: 'Noise and echo are taken away.',
    raw: 'Raw',
    rawHint: 'Nothing is changed: for auscultation, music and whole rooms.',
    quality: 'Quality',
    presets: { small: 'Small', standard: 'Standard', high: 'High' },
    hoursLeft: (hours: number) => count(hours, { one: 'about # hour left on this device', other: 'about # hours left on this device' }),
    minutesLeft: (minutes: number) => count(minutes, { one: 'about # minute left on this device', other: 'about # minutes left on this device' }),
    moreHours: (hours: number) => count(hours, { one: 'more than # hour left on this device', other: 'more than # hours left on this device' }),
    moreMinutes: (minutes: number) => count(minutes, { one: 'more than # minute left on this device', other: 'more than # minutes left on this device' }),
    leftUnknown: 'this browser does not tell how much space is left',
    fixed: 'Sound and quality stay as they are until this recording ends.',
    close: 'Done',
  },

  summary: {
    label: 'Summary',
    gaps: 'Interruptions',
    gap: (from: string, to: string, duration: string, why: string) => `${from} to ${to}, ${duration} missing. ${why}.`,
    unknownCause: 'The reason is not known',
    marks: 'Marks',
    noSoundTitle: 'Nothing was heard',
    noSoundText: 'All of it is kept on this device. If there is something to hear after all, send it.',
    sendAnyway: 'Send anyway',
  },

  flags: {
    close: 'Close',
    heldTitle: (waiting: number) => count(waiting, { one: '# recording is kept on this device', other: '# recordings are kept on this device' }),
    held: 'Sending is switched off. They stay here, sealed, until your administrator turns it on again, and are then sent by themselves when Holdfast is opened.',
  },

  details: {
    hint: 'Sealed before they are saved. Only those who may open the recording can read them.',
    title: 'Title',
    patient: 'Patient reference',
    note: 'Note',
    markLabel: (nth: number, at: string) => `Label of mark ${number(nth)} at ${at}`,
    saving: 'Saving',
    saved: 'Saved, sealed',
    savedHere: 'Saved, sealed. The recording was sent before: this follows it.',
    sealedOff: 'It is sealed, and this device cannot read it. What you write here replaces it.',
    loading: 'One moment.',
  },

  install: installEnglish,
  update: updateEnglish,
  diagnostics: diagnosticsEnglish,
};

import type { FaultTable } from './faulttable.ts';


/** The faults in English. */
export const english: FaultTable = {
  capture: {
    microphone_refused: {
      what: 'The microphone is not allowed',
      todo: {
        ios: 'Open Settings, find Safari (or the browser that you use), choose Microphone and allow it. Then try again.',
        safari: 'In the menu bar open Safari, then the settings for this website, and allow the microphone. Then try again.',
        'chrome-android': 'Touch the icon beside the address, then Permissions, and allow the microphone. In the installed app, hold its icon and choose Site settings. Then try again.',
        chrome: 'Select the icon beside the address (in the installed app the three dots, then App info) and switch the microphone on. Then try again.',
        edge: 'Select the lock beside the address (in the installed app the three dots, then App info) and allow the microphone for this site. Then try again.',
        firefox: 'Select the microphone that is crossed out, or the lock, beside the address and remove the block. Then try again.',
        other: 'Allow it for Holdfast in the settings of this browser, then try again.',
      },
    },
    microphone_missing: { what: 'There is no microphone', todo: 'Connect a microphone or a headset, then try again.' },
    microphone_busy: {
      what: 'The microphone is in use elsewhere',
      todo: {
        ios: 'End the call, or close the app that uses it, also Siri and dictation. Then try again.',
        other: 'End the call or close the app that uses it, then try again.',
      },
    },
    microphone_lost: { what: 'The microphone has stopped', todo: 'End any call and check the headset.' },
    recorder_unsupported: {
      what: 'This browser cannot record',
      todo: {
        ios: 'Open Settings, then General, then Software Update, and update this device. Another browser does not help here.',
        safari: 'Update macOS, or open Holdfast in a current Chrome, Edge or Firefox.',
        'chrome-android': 'Update this browser in the Play Store, then open Holdfast again.',
        other: 'Update it, or open Holdfast in a current Chrome, Edge, Firefox or Safari.',
      },
    },
    recorder_failed: { what: 'The recorder has stopped', todo: 'Try again. If it stops again, close Holdfast and open it again.' },
    no_key: { what: 'The key for sealing is missing', todo: 'Connect to a network and sign in once; afterwards it works without.' },
    storage_full: {
      what: 'This device is full',
      todo: {
        ios: 'Open Settings, then General, then Storage, and free some space. Then try again.',
        'chrome-android': 'Open the Settings of this device, then Storage, and free some space. Then try again.',
        other: 'Free some space on it, then try again.',
      },
    },
    storage_failed: { what: 'The storage of this device does not answer', todo: 'Close Holdfast everywhere on this device and open it again.' },
  },

  captureSafe: {
    notStarted: 'Nothing new was recorded. What was saved before is safe.',
    paused: (duration) => `What you recorded so far is safe: ${duration}.`,
    ended: (duration) => `The recording has ended. What was saved is safe: ${duration}.`,
    endedEmpty: 'The recording has ended before anything was saved.',
  },
  capturePaused: 'Resume goes on with the recording, Stop ends it.',



  screen: {
    storage_unreadable: {
      what: 'The recordings cannot be read',
      safe: 'Nothing was deleted.',
      todo: 'Close Holdfast everywhere on this device and open it again. Do not clear its data; if this stays, tell support.',
    },
    recording_off: {
      what: 'Recording is switched off',
      safe: 'Your recordings stay on this device.',
      todo: 'Ask your administrator when it is switched on again.',
    },
    not_ready: {
      what: 'Not ready to record',
      safe: 'Nothing could be saved now, so nothing is recorded.',
      todo: 'Close Holdfast everywhere on this device and open it again.',
    },
    nothing_saved: {
      what: 'No sound was saved',
      safe: 'There is nothing to send.',
      todo: 'Check the microphone before you record again.',
    },
    language_missing: {
      what: 'That language is not on this device yet.',
      safe: 'Nothing has changed.',
      todo: 'Connect to a network and choose it again.',
    },
    text_not_saved: {
      what: 'This is not saved.',
      safe: 'The recording is safe.',
      todo: 'Leave the field again to try once more; if that does not help, write it down elsewhere.',
    },
  },
};

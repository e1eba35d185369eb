import type { RecordingState } from '../../core/recording.ts';
import type { Ability, PermissionName, Report } from './report.ts';

const signIn: Record<Exclude<Report['signIn'], null>, string> = {
  in: 'yes',
  sending: 'ended, still sending',
  out: 'ended, nothing is sent',
  other: 'somebody else is signed in',
  unknown: 'not known without the server',
  nobody: 'nobody',
};
const states: Record<RecordingState, string> = {
  recording: 'recording',
  paused: 'paused',
  waiting: 'waiting',
  uploading: 'sending',
  sent: 'sent',
  archived: 'archived',
  failed: 'failed',
  empty: 'empty',
};
const abilities: Record<Ability, string> = {
  secure: 'Secure connection',
  sealing: 'Sealing',
  keyStorage: 'Key storage',
  locks: 'Locks between tabs',
  worker: 'Background worker',
  backgroundSync: 'Sending with the app closed',
  wakeLock: 'Keeping the screen on',
  keep: 'Keeping data on request',
  badge: 'Number on the icon',
  notifications: 'Notifications',
};
const permissions: Record<PermissionName, string> = {
  microphone: 'Microphone',
  notifications: 'Notifications',
  'background-sync': 'Sending in the background',
  'persistent-storage': 'Keeping data',
};

/** What this device tells of itself, in English: lines short enough to be read out over the phone. Another language has the same shape. */
export const diagnosticsEnglish = {
  links: 'This device',
  link: 'Diagnostics',
  title: 'Diagnostics',
  hint: 'For support. Read out the numbered lines, or send the file. It holds no name, no title and nothing that was said.',
  collecting: 'One moment.',
  copy: 'Copy',
  copied: 'Copied.',
  notCopied: 'This browser did not let Holdfast copy. Save the file instead.',
  save: 'Save as a file',
  again: 'Look again',
  close: 'Close',
  back: 'Go to the recorder',
  yes: 'yes',
  no: 'no',
  unknown: 'not known',
  none: 'none',

  app: {
    title: 'App',
    version: 'Version',
    build: 'Build',
    worker: 'Worker',
    workerStates: { none: 'none', parsed: 'starting', installing: 'installing', installed: 'waiting', activating: 'taking over', activated: 'active', redundant: 'replaced' },
    controls: (state: string, controls: boolean) => (controls ? `${state}, in use by this page` : `${state}, not used by this page`),
    workerBuild: 'Worker build',
    update: 'New version waits',
    installed: 'Installed',
    browser: 'Browser',
    system: 'System',
    language: 'Language',
    timeZone: 'Time zone',
    flags: 'Settings document',
    flagsAre: (version: string, variant: string) => `number ${version}, recorder ${variant}`,
  },

  person: {
    title: 'Sign-in and network',
    signedIn: 'Signed in',
    signIn,
    owner: 'Owner begins with',
    server: 'Server',
    reach: { online: 'reached', offline: 'no network', blocked: 'out of reach' },
    clock: 'Clock of this device',
    /** Seconds come written. */
    ahead: (seconds: string) => `${seconds} seconds ahead`,
    behind: (seconds: string) => `${seconds} seconds behind`,
    right: 'right',
  },

  keeping: {
    title: 'Recordings and storage',
    used: 'Storage used',
    of: (used: string, quota: string) => `${used} of ${quota}`,
    persisted: 'Kept when space runs short',
    states,
    unsent: 'Only on this device',
    oldest: 'Oldest of them',
    unreadable: 'Unreadable',
    others: 'Recordings of others here',
    hidden: 'Recordings on this device',
    hiddenAny: 'yes, do not clear its data; how many is told to who is signed in',
  },

  browser: {
    title: 'What this browser can do',
    records: 'Records as',
    abilities,
    permissionsTitle: 'What this browser allows',
    permissions,
    permissionStates: { granted: 'allowed', denied: 'refused', prompt: 'asks' },
  },

  errors: {
    title: 'Last errors',
  },
};

import type { SendingFaults } from './faulttable.ts';

const KEPT = 'Safe on this device';
const STAYS = 'It stays on this device.';

/** What keeps a recording from being sent, in English. */
export const sendingEnglish: SendingFaults = {
  sending: {
    network: { what: 'there was no network', safe: KEPT },
    foreign_answer: { what: 'the network did not let it through', safe: KEPT },
    timeout: { what: 'the server did not answer in time', safe: KEPT },
    server_error: { what: 'the server had a problem', safe: KEPT },
    throttled: { what: 'the server was too busy', safe: KEPT },
    upload_refused: { what: 'the server refused a part', safe: KEPT },
    segments_missing: { what: 'the server misses a part', safe: KEPT },
    not_signed_in: { what: 'nobody was signed in', safe: KEPT },
    owner_mismatch: { what: 'somebody else was signed in', safe: KEPT },
    storage_full: { what: 'this device is full', safe: KEPT },
    storage_failed: { what: 'the storage of this device does not answer', safe: KEPT },
    invalid_manifest: { what: 'the server does not understand it', safe: STAYS },
    manifest_differs: { what: 'the server holds a different version', safe: STAYS },
    segment_too_large: { what: 'a part is too large for the server', safe: STAYS },
    recording_too_long: { what: 'too long for the server', safe: STAYS },
    no_sound: { what: 'there is no sound in it', safe: STAYS, todo: 'Listen to it, then save it as a file, or send it all the same.' },
    amendment_refused: { what: 'the server did not take what was written later', safe: 'The recording is sent; what you wrote stays on this device.' },
    data_corrupt: { what: 'damaged on this device', safe: 'What can be read of it stays on this device.' },
    archive_problem: { what: 'the archive could not open it', safe: STAYS },
  },
  remedies: {
    retryAt: (time) => `Trying again at ${time}`,
    waitForNetwork: 'Waiting for the network',
    signIn: 'Sign in to send',
    freeSpace: 'Free some space on this device to send',
    park: (code) => `Please tell support: ${code}`,
  },
};

import { accountApi } from '../../adapters/accountapi.ts';
import { createDeviceMemory, DeviceDb } from '../../adapters/dexie/devicedb.ts';
import { OwnerDb } from '../../adapters/dexie/ownerdb.ts';
import { createRecordingStore } from '../../adapters/dexie/recordingstore.ts';
import { isAbandoned } from '../../core/account/presence.ts';
import { signInState } from '../../core/account/signedin.ts';
import type { OwnerId } from '../../core/names.ts';
import { loadFlags } from '../flags.ts';
import { lastErrors } from './lasterrors.ts';
import { queueOf } from './queueof.ts';
import type { Report } from './report.ts';
import { within } from './within.ts';

const ERRORS = 10;
/** Lines of the log among which errors are looked for: all that it keeps. */
const LINES = 2_000;
const OWNER_DIGITS = 8;

type OfDevice = Pick<Report, 'signIn' | 'owner' | 'flags' | 'queue' | 'errors'>;

/** What the databases of this device tell. `enabledByBuild` as for the app itself. Each part stands for itself: one that is broken is null. */
export async function ofDevice(enabledByBuild: boolean): Promise<OfDevice> {
  const db = new DeviceDb();
  const memory = createDeviceMemory(db);
  try {
    const account = await within(memory.account().then((found) => found ?? 'nobody'));
    const known = account === null || account === 'nobody' ? undefined : account;
    const person = { email: known?.email ?? undefined, internalHmac: known?.internalHmac };
    const flags = await within(loadFlags({ memory, telemetry: { record() {} }, person, fallback: enabledByBuild }));
    const ownerId = known?.ownerId ?? null;
    const limitMs = (flags?.idleLockMinutes() ?? 0) * 60_000;
    const presence = ownerId === null ? null : await within(memory.presence().then((row) => row ?? null));
    const locked = presence !== null && (presence.locked || isAbandoned(presence, Date.now(), limitMs));
    const [signIn, queue, errors] = await Promise.all([
      ownerId === null ? null : within(accountApi.session().then((who) => signInState(ownerId, who, accountApi))),
      within(memory.owners().then((owners) => queueFor(owners, locked ? null : ownerId))),
      within(db.telemetry.orderBy(':id').reverse().limit(LINES).toArray()),
    ]);
    return {
      signIn: account === 'nobody' ? 'nobody' : signIn,
      owner: ownerId === null ? null : ownerId.slice(0, OWNER_DIGITS),
      flags: flags && { version: flags.version(), variant: flags.offlineRecording.value.variant, enabled: flags.offlineRecording.value.enabled },
      // Somebody else at this device is told nothing of whoever it remembers.
      queue: signIn === 'other' && queue ? { hidden: true, any: !queue.hidden || queue.any } : queue,
      errors: errors && lastErrors(errors.map(({ line }) => line), ERRORS),
    };
  } finally {
    db.close();
  }
}

/** The recordings of `ownerId`, and only whether there are any of the others; null for `ownerId`: only whether there are any at all. */
async function queueFor(owners: readonly OwnerId[], ownerId: OwnerId | null): Promise<Report['queue']> {
  const all = await Promise.all(owners.map(async (id) => [id, await storedOf(id)] as const));
  const any = (of: typeof all) => of.some(([, { recordings, corrupt }]) => recordings.length + corrupt.length > 0);
  const own = all.find(([id]) => id === ownerId)?.[1];
  if (!own) return { hidden: true, any: any(all) };
  return queueOf(own.recordings, own.corrupt.length, any(all.filter(([id]) => id !== ownerId)));
}

async function storedOf(ownerId: OwnerId): ReturnType<ReturnType<typeof createRecordingStore>['all']> {
  const db = new OwnerDb(ownerId);
  try {
    return await createRecordingStore(db).all();
  } finally {
    db.close();
  }
}

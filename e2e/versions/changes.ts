/** A place in a source file, by the text that is there once, and what the newer build has instead. */
interface Change {
  file: string;
  from: string;
  to: string;
}

export const NEWER_VERSION = '999.0.0';
/** What the newer build adds to the rows and the manifest of each recording. */
export const ROOM = 'room four';
export const GAIN_DB = 6;

/** Where each build says that it runs, in the page and in the worker. */
const MARK = `Reflect.set(globalThis, 'runningBuild', 'newer');`;

/** What the build of another day may do: add tables, indexes, fields of rows and fields of the manifest. */
export const CHANGES: readonly Change[] = [
  {
    file: 'src/adapters/dexie/ownerdb.ts',
    from: `    this.version(3).stores({ amendments: '[recordingId+n]' });`,
    to: `    this.version(3).stores({ amendments: '[recordingId+n]' });\n    this.version(4).stores({ recordings: 'id, order, state', places: '[recordingId+atMs]' });`,
  },
  {
    file: 'src/adapters/dexie/devicedb.ts',
    from: `telemetry: '++id' });`,
    to: `telemetry: '++id' });\n    this.version(2).stores({ owners: 'ownerId, email', drafts: 'name' });`,
  },
  {
    file: 'src/adapters/dexie/recordingstore.ts',
    from: `        await db.recordings.add(row);`,
    to: `        Object.assign(row, { room: '${ROOM}' });\n        await db.table('places').add({ recordingId: row.id, atMs: 0, label: 'begun' });\n        await db.recordings.add(row);`,
  },
  {
    file: 'src/adapters/dexie/recordingstore.ts',
    from: `db.takes.add({ ...take, recordingId,`,
    to: `db.takes.add({ ...take, gainDb: ${GAIN_DB}, recordingId,`,
  },
  {
    file: 'src/core/outbox/freezemanifest.ts',
    from: `    flags: recording.flags,\n`,
    to: `    flags: recording.flags,\n    room: recording.room,\n`,
  },
  {
    file: 'src/core/outbox/freezemanifest.ts',
    from: `startedAtMs, ended, cause, wrappedKeys }) => ({`,
    to: `startedAtMs, ended, cause, wrappedKeys, gainDb }) => ({\n        gainDb,`,
  },
  { file: 'src/page/main.tsx', from: `const boots = watchBoots(__APP_VERSION__);`, to: `${MARK}\nconst boots = watchBoots(__APP_VERSION__);` },
  { file: 'sw/sw.ts', from: `precacheAndRoute(files);`, to: `${MARK}\nprecacheAndRoute(files);` },
];

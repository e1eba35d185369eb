import type { Bytes } from '../../src/core/bytes.ts';
import { concat } from '../../src/core/bytes.ts';
import { segmentKey, type OwnerId, type RecordingId } from '../../src/core/names.ts';
import { decodeSegment } from '../../src/core/segment.ts';
import type { Stored } from '../bench/memoryrecordings.ts';
import type { Archive } from './compose.ts';
import type { Ledger, RecordingFacts } from './ledger.ts';
import { fingerprint } from './sealing.ts';

/** Where chunks can be found. */
export interface Places {
  stored(ownerId: OwnerId, id: RecordingId): Stored | undefined;
  objects: ReadonlyMap<string, Bytes>;
  archives: ReadonlyMap<RecordingId, Archive>;
}

/** Fingerprints of the chunks in a segment, by take and number. Segments are asked about again and again. */
const decoded = new WeakMap<Bytes, Map<string, number>>();

function chunksOf(segment: Bytes): Map<string, number> {
  const known = decoded.get(segment);
  if (known) return known;
  const found = new Map(decodeSegment(segment).map(({ take, chunk, sealed }) => [`${take}/${chunk}`, fingerprint(sealed)]));
  decoded.set(segment, found);
  return found;
}

/** Whether every acknowledged chunk is on the server or still on the device. */
export function checkKept(ledger: Ledger, places: Places): void {
  for (const facts of ledger.recordings.values()) {
    if (archivedWhole(facts, places.archives.get(facts.id))) continue;
    const lost = firstLost(facts, places);
    if (lost !== undefined) return ledger.broken('acknowledged', `chunk ${lost} of ${facts.id} is nowhere`);
  }
}

function firstLost(facts: RecordingFacts, { stored, objects }: Places): string | undefined {
  const here = stored(facts.ownerId, facts.id);
  const chunks = new Map(here?.chunks.map(({ take, chunk, sealed }) => [`${take}/${chunk}`, sealed]));
  const segments = [...(here?.data.values() ?? [])];
  for (const [seq, sha256] of facts.segments) {
    const object = objects.get(segmentKey(facts.ownerId, facts.id, seq, sha256));
    if (object) segments.push(object);
  }
  for (const [take, { acknowledged, sealed }] of facts.takes) {
    for (let chunk = 0; chunk < acknowledged; chunk++) {
      const name = `${take}/${chunk}`;
      const mark = sealed.get(chunk);
      const isHere = chunks.has(name) && fingerprint(chunks.get(name)!) === mark;
      if (!isHere && !segments.some((segment) => chunksOf(segment).get(name) === mark)) return name;
    }
  }
  return undefined;
}

function archivedWhole(facts: RecordingFacts, archive: Archive | undefined): boolean {
  return archive !== undefined && 'takes' in archive && archiveFault(facts, archive) === undefined;
}

/** What is wrong with an archive, compared with what was captured, in words. */
export function archiveFault(facts: RecordingFacts, archive: Archive): string | undefined {
  if (!('takes' in archive)) return archive.problem;
  if (archive.ownerId !== facts.ownerId) return 'it is in the archive of somebody else';
  for (const take of archive.takes.keys()) if (!facts.takes.has(take)) return `take ${take} was never heard`;
  for (const [take, { captured, acknowledged }] of facts.takes) {
    const bytes = archive.takes.get(take) ?? new Uint8Array(0);
    // A recovered recording may hold a chunk whose writer did not live to hear that it was saved.
    const least = archive.manifest.partial ? acknowledged : captured.slices.length;
    const holds = [...captured.slices.keys(), captured.slices.length].filter((count) => count >= least);
    if (!holds.some((count) => isSame(bytes, captured.slices.slice(0, count)))) return `take ${take} is not what was captured`;
  }
  return undefined;
}

function isSame(bytes: Bytes, slices: readonly Bytes[]): boolean {
  const length = slices.reduce((sum, slice) => sum + slice.byteLength, 0);
  return length === bytes.byteLength && Buffer.compare(bytes, concat(slices)) === 0;
}

import { Dexie, type Table } from 'dexie';
import type { OwnerId, RecordingId } from '../../core/names.ts';
import type { FrozenAmendment, Gap, Mark, PrivateText, Recording, Segment, Take } from '../../core/recording.ts';
import type { DeviceWrap } from '../../core/seal/format.ts';
import { keepTables } from './keeptables.ts';

const PREFIX = 'holdfast-';

/** Rows as they are written. Bytes are ArrayBuffers, because iOS fails on blobs. */
interface ChunkRow {
  recordingId: RecordingId;
  take: number;
  chunk: number;
  sealed: ArrayBuffer;
}

interface OfRecording {
  recordingId: RecordingId;
}

/**
 * The database of one owner on this device. Versions only ever add tables and indexes (none of them unique),
 * so that a build that was rolled back still opens what a newer one wrote. A number that was ever deployed keeps its schema.
 */
export class OwnerDb extends Dexie {
  declare readonly recordings: Table<Recording, RecordingId>;
  declare readonly takes: Table<Take, [RecordingId, number]>;
  declare readonly chunks: Table<ChunkRow, [RecordingId, number, number]>;
  declare readonly segments: Table<Segment, [RecordingId, number]>;
  declare readonly segmentData: Table<{ recordingId: RecordingId; seq: number; data: ArrayBuffer }, [RecordingId, number]>;
  declare readonly manifests: Table<{ recordingId: RecordingId; sha256: string; bytes: ArrayBuffer }, RecordingId>;
  declare readonly marks: Table<OfRecording & Mark, [RecordingId, number]>;
  declare readonly gaps: Table<OfRecording & Gap, [RecordingId, number]>;
  /** The newest version of each. */
  declare readonly texts: Table<OfRecording & PrivateText & { name: string }, [RecordingId, string]>;
  declare readonly amendments: Table<OfRecording & Omit<FrozenAmendment, 'bytes'> & { bytes: ArrayBuffer }, [RecordingId, number]>;
  /** At most one, and never extractable. */
  declare readonly deviceKeys: Table<{ id: string; key: CryptoKey }, string>;
  /** Keys of takes (by number) and of texts (by name) for this device; in no manifest and no export. */
  declare readonly deviceWraps: Table<OfRecording & DeviceWrap & { part: number | string }, [RecordingId, number | string]>;
  readonly ownerId: OwnerId;

  constructor(ownerId: OwnerId) {
    // Every browser defaults to relaxed durability; strict costs under 2 ms a write.
    super(`${PREFIX}${ownerId}`, { chromeTransactionDurability: 'strict', indexedDB: keepTables(indexedDB) });
    this.ownerId = ownerId;
    this.version(1).stores({
      recordings: 'id, order',
      takes: '[recordingId+take]',
      chunks: '[recordingId+take+chunk]',
      segments: '[recordingId+seq]',
      segmentData: '[recordingId+seq]',
      manifests: 'recordingId',
    });
    this.version(2).stores({
      marks: '[recordingId+mark]',
      gaps: '[recordingId+afterTake]',
      texts: '[recordingId+name]',
      deviceKeys: 'id',
      deviceWraps: '[recordingId+part]',
    });
    this.version(3).stores({ amendments: '[recordingId+n]' });
  }
}

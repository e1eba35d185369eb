import { Failure } from '../core/failures.ts';
import { flagDocument, type FlagDocument } from '../wire/flags.ts';
import type { DeviceMemory } from './dexie/devicedb.ts';
import { answerOf, send } from './http.ts';

const TIMEOUT_MS = 10_000;

/** What asking for the flags has brought. */
export interface FlagFetch {
  /** The document that counts now on this device. */
  document: FlagDocument | undefined;
  /** `none`: nobody could be asked; `broken`: what came is no flag document, or an older one, and changes nothing. */
  answer: 'new' | 'same' | 'none' | 'broken';
  /** What was broken, the same text for the same fault. */
  fault?: string;
}

/**
 * Asks for the flag document and keeps it when it is newer than `known` and than the one that the device has. A broken,
 * older or missing one never replaces a good one. Never rejects: a document that cannot be stored counts all the same.
 */
export async function fetchFlags(memory: Pick<DeviceMemory, 'rememberFlags'>, known: FlagDocument | undefined): Promise<FlagFetch> {
  try {
    const document = await answerOf(await send('/flags.json', { cache: 'no-cache' }, TIMEOUT_MS), flagDocument);
    if (known && document.version < known.version) return { document: known, answer: 'broken', fault: `version ${document.version} after ${known.version}` };
    if (known?.version === document.version) return { document: known, answer: 'same' };
    await memory.rememberFlags(document).catch(() => undefined);
    return { document, answer: 'new' };
  } catch (error) {
    if (error instanceof Failure && (error.code === 'network' || error.code === 'timeout')) return { document: known, answer: 'none' };
    return { document: known, answer: 'broken', fault: error instanceof Error ? error.message : 'unknown' };
  }
}

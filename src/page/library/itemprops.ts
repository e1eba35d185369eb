import type { RecordingId } from '../../core/names.ts';
import type { LibraryTools } from './tools.ts';

/** What an item of the library is given. */
export interface ItemProps {
  id: RecordingId;
  tools: LibraryTools;
  /** Any moment of today. */
  todayMs: number;
  /** Its player is open. */
  heard: boolean;
  onHear(yes: boolean): void;
  onDetails(): void;
  onTrashed(): void;
}

import type { Recording } from '../../core/recording.ts';
import { shortId } from './shortid.ts';

/** What a recording is called as a file: when it began, by this device's clock, and its number. `part`: from 1, when there are several. */
export function fileName({ id, startedAtMs }: Pick<Recording, 'id' | 'startedAtMs'>, extension: string, part: number | null): string {
  const at = new Date(startedAtMs);
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `holdfast-${day}-${two(at.getHours())}${two(at.getMinutes())}-${shortId(id)}${part === null ? '' : `-${part}`}.${extension}`;
}

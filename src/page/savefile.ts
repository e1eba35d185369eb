import type { Bytes } from '../core/bytes.ts';

/** Hands `bytes` to the browser as a download called `name`. */
export function saveFile(name: string, bytes: Bytes): void {
  const url = URL.createObjectURL(new Blob([bytes]));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by its next turn; a minute is for slow ones.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

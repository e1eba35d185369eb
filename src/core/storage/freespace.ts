import { freeBytesOf, type SpaceEstimate } from './storagespace.ts';

/** What may still be stored. `exact`: neither more nor less; else there is at least so much, and nobody tells how much more. */
export interface FreeSpace {
  bytes: number;
  exact: boolean;
}

const GIB = 2 ** 30;

/**
 * What is known of the free space; null when nothing is. Chromium tells every site the same made-up free space of whole
 * gibibytes, so that nobody is recognised by the size of a disk: no word on what is left.
 * @param provenBytes What was found to be there when it was tried; null when nobody has.
 */
export function freeSpace(estimate: SpaceEstimate | null, provenBytes: number | null): FreeSpace | null {
  const told = freeBytesOf(estimate);
  if (told !== null && (told === 0 || told % GIB !== 0)) return { bytes: told, exact: true };
  return provenBytes === null ? null : { bytes: provenBytes, exact: false };
}

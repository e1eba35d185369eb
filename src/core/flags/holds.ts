import { evaluateFlag, type Flags, type Person } from './evaluate.ts';

/**
 * Whether what one owner has on this device waits while the feature is off. `person` is undefined for somebody who has
 * signed in here and is not signed in now: nobody knows their address, and then no percentage takes their recordings back.
 * Without a document nothing is held.
 */
export function isHeld(document: Flags | undefined, person: Person | undefined): boolean {
  const { enabled, whenOff, reason } = evaluateFlag(document, 'enableOfflineRecording', person ?? {}, { crashLoop: false }, true);
  return !enabled && whenOff === 'hold' && (person !== undefined || reason !== 'percentage');
}

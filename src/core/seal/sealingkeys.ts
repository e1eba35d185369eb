import type { PublicKey } from '../ports.ts';

/**
 * The keys that everything sealed now is wrapped for: the newest that seals and every break-glass key. `known` is
 * newest first, as the service lists them. Empty without one that seals: break-glass keys alone are nobody to record for.
 */
export function sealingKeys(known: readonly PublicKey[]): PublicKey[] {
  const newest = known.find(({ use }) => use === 'seal');
  return newest ? [newest, ...known.filter(({ use }) => use === 'break_glass')] : [];
}

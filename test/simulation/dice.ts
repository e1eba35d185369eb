/** A source of chance that a seed determines (mulberry32). */
export interface Dice {
  /** In [0, 1). */
  unit(): number;
  /** A whole number in [0, limit). */
  below(limit: number): number;
  /** True with probability `share`. */
  chance(share: number): boolean;
  pick<T>(items: readonly T[]): T;
}

/** Dice that throw the same for the same seed. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  const unit = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(unit() * limit);
  return { unit, below, chance: (share) => unit() < share, pick: (items) => items[below(items.length)]! };
}

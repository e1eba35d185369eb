/** What the browser tells about the space of this app, in bytes. */
export interface SpaceEstimate {
  usageBytes: number;
  quotaBytes: number;
}

export interface StorageSpace {
  /** What the browser says now, or null when it says nothing. Never rejects. */
  estimate(): Promise<SpaceEstimate | null>;
  /** Whether the browser has promised to clear nothing by itself; null when it does not say. Never rejects. */
  persisted(): Promise<boolean | null>;
}

/** What may still be stored; null when unknown. */
export function freeBytesOf(estimate: SpaceEstimate | null): number | null {
  return estimate === null ? null : Math.max(0, estimate.quotaBytes - estimate.usageBytes);
}

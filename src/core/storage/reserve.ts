/**
 * Space that is taken while there is enough, to be given back when there is none: then a recording can still be ended,
 * cut and sent, and what is archived of it makes room again. Where nothing can be written a row can still be deleted.
 */
export interface Reserve {
  /** Takes it unless it is taken. Rejects with a Failure when there is no room for it. */
  take(): Promise<void>;
  /** Gives it back and resolves to its bytes, 0 when it was not taken. Rejects with a Failure. */
  release(): Promise<number>;
}

/** Something that may happen now. */
export interface Action {
  label: string;
  weight: number;
  /** Absent where it cannot be done now. */
  run: (() => void | Promise<void>) | undefined;
}

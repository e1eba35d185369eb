/** A browser engine that is running with a page of the app, as the tests in this folder drive it. */
export interface Engine {
  /** Name and version, for the report. */
  readonly version: string;
  /** Opens a page and resolves when it has loaded. Rejects when there is nothing there, or nobody answers. */
  open(url: string): Promise<void>;
  /** Runs a function in the page, with copies of `args`, and resolves with a copy of what it returns or resolves with. */
  run<A extends readonly unknown[], T>(task: (...args: A) => T | Promise<T>, ...args: A): Promise<T>;
  /** Takes its network away and gives it back, where it can be told to. */
  setOffline?(offline: boolean): Promise<void>;
  /** Ends it as a dead battery does: SIGKILL of every process of it. */
  kill(): Promise<void>;
}

/** Starts an engine on a profile folder, which outlives it where the engine can keep one. */
export type Launch = (profileDir: string) => Promise<Engine>;

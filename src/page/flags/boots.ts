import { bootsOf, bootsText, isCrashLoop } from '../../core/flags/boots.ts';

/** Not in a database, because a database that does not open must count as well. */
const KEY = 'holdfast.boots';
/** An app that has been on the screen for so long has started. */
const PROVEN_AFTER_MS = 3_000;
/** One that is not on the screen by then hangs. */
const HANGS_AFTER_MS = 10_000;

/** Whether the offline recorder starts on this device, told from one start to the next. */
export interface BootWatch {
  /** Starts in a row before this one that did not work. */
  failed: number;
  /** Too many: this start is to go without the offline recorder. */
  crashLoop: boolean;
  /** The app is on the screen. It has started when it is still there in a moment; whoever leaves before proves nothing. */
  shown(): void;
  /** It could not start. */
  threw(): void;
  /** It has started: it does what it is there for. */
  proven(): void;
  /** The next start is an ordinary one. */
  tryAgain(): void;
}

/** Counts this start as failed until it has proved to work. Where nothing can be stored, no start ever fails. */
export function watchBoots(appVersion: string): BootWatch {
  const write = (failed: number) => {
    try {
      localStorage.setItem(KEY, bootsText({ appVersion, failed }));
    } catch {
      // Storage is forbidden here.
    }
  };
  const read = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };
  const before = bootsOf(read(), appVersion);
  const crashLoop = isCrashLoop(before);
  let known = crashLoop;
  if (!crashLoop) write(before.failed + 1);
  const end = (failed: number) => {
    if (!known) write(failed);
    known = true;
  };
  let isShown = false;
  addEventListener('pagehide', () => {
    if (isShown || performance.now() < HANGS_AFTER_MS) end(before.failed);
  });
  return {
    failed: before.failed,
    crashLoop,
    shown() {
      isShown = true;
      setTimeout(() => end(0), PROVEN_AFTER_MS);
    },
    threw: () => (known = true),
    proven: () => end(0),
    tryAgain: () => write(0),
  };
}

import { appendFileSync } from 'node:fs';
import type { BrowserContext } from '@playwright/test';

// What the screen has called saved, written down outside of the browser, so that no kill can take it back.

/** What the page tells, with its own clock in Unix milliseconds. */
export type Note =
  /** The recorder's screen shows this much as saved, while recording or after Stop. */
  | { kind: 'shown'; ms: number; atMs: number }
  /** The list shows these recordings, by when they were begun. */
  | { kind: 'list'; items: ListItem[]; atMs: number }
  /** A microphone is being recorded from now on. */
  | { kind: 'heard'; atMs: number }
  /** … or no longer. */
  | { kind: 'unheard'; atMs: number };

export interface ListItem {
  id: string;
  startedAtMs: number;
  state: string;
  /** How long the list calls it, in whole seconds. */
  seconds: number;
}

/** What was noted in one round. */
export interface ScreenLog {
  readonly notes: readonly Note[];
  /** What the list shows now. */
  list(): readonly ListItem[];
  /** The last that was shown as saved, in milliseconds. */
  shownMs(): number;
}

/**
 * Notes every change of the screen in every page of `context`, and appends it to `file`, a JSON object a line.
 * Must be called before a page is opened.
 */
export async function watchScreen(context: BrowserContext, file: string, round: number): Promise<ScreenLog> {
  const notes: Note[] = [];
  await context.exposeBinding('rigNote', (_, note: Note) => {
    notes.push(note);
    appendFileSync(file, `${JSON.stringify({ round, ...note })}\n`);
  });
  await context.addInitScript(tell);
  const last = <K extends Note['kind']>(kind: K) => notes.findLast((note): note is Extract<Note, { kind: K }> => note.kind === kind);
  return { notes, list: () => last('list')?.items ?? [], shownMs: () => last('shown')?.ms ?? 0 };
}

/** Runs in every page before anything else. */
function tell(): void {
  const note = (one: Note): void => void (globalThis as unknown as { rigNote(one: Note): Promise<void> }).rigNote(one);
  const { start, stop } = MediaRecorder.prototype;
  MediaRecorder.prototype.start = function (sliceMs) {
    start.call(this, sliceMs);
    note({ kind: 'heard', atMs: Date.now() });
  };
  MediaRecorder.prototype.stop = function () {
    note({ kind: 'unheard', atMs: Date.now() });
    stop.call(this);
  };
  let shown = '';
  let listed = '';
  const look = (): void => {
    const saved = document.querySelector('[data-testid="saved"], [data-testid="stopped-summary"]')?.getAttribute('data-saved-ms') ?? '';
    if (saved !== shown && saved !== '') note({ kind: 'shown', ms: Number(saved), atMs: Date.now() });
    shown = saved;
    const items = [...document.querySelectorAll<HTMLElement>('li[data-recording-id]')].map((item) => {
      const parts = (/[\d:]+/.exec(item.querySelector('.item-amount')?.textContent ?? '')?.[0] ?? '0').split(':');
      return {
        id: item.dataset['recordingId']!,
        state: item.dataset['state']!,
        startedAtMs: Date.parse(item.querySelector('time')?.dateTime ?? ''),
        seconds: parts.reduce((sum, part) => sum * 60 + Number(part), 0),
      };
    });
    const text = JSON.stringify(items);
    if (text !== listed && items.length > 0) note({ kind: 'list', items, atMs: Date.now() });
    listed = text;
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}

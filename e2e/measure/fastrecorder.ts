import { webmSlices } from '../../test/longrun/slices.ts';

// Recordings of hours in minutes: a page whose recorder gives its next slice as soon as the screen calls the last one saved, and whose
// clocks and timers go as fast. Everything below MediaRecorder is the app's own.

/** What such a page can be asked for. */
export interface FastRecorder {
  /** Lets the running recording go on to so much sound, and resolves when the screen calls all of it saved. */
  recordUntil(ms: number): Promise<void>;
  /** From the tap on Stop until the summary was there, in real milliseconds; null before. */
  stopMs(): number | null;
}

interface Plan {
  sliceMs: number;
  /** The slices of the first cluster, with the header before it; then those of all later ones, in Base64. */
  first: string[];
  later: string[];
  clusterMs: number;
  /** Where in a cluster's first slice its time is: four bytes. */
  timeAt: number;
}

/** How long a page may take to save one slice before it is taken to have stopped. */
const STUCK_MS = 30_000;

/** The script that makes it so. The page's `globalThis.fast` is a FastRecorder then. */
export function fastRecorder(sliceMs: number): { content: string } {
  const clusterMs = 6_000;
  const slices = webmSlices(sliceMs);
  const cluster = () => Array.from({ length: clusterMs / sliceMs }, () => Buffer.from(slices.next().value!));
  const [first, later] = [cluster(), cluster()];
  // The id and the eight bytes of the size that come before the time.
  const timeAt = later[0]!.indexOf(Buffer.from('e7', 'hex')) + 9;
  const base64 = (all: Buffer[]) => all.map((one) => one.toString('base64'));
  const plan: Plan = { sliceMs, first: base64(first), later: base64(later), clusterMs, timeAt };
  return { content: `(${inPage.toString()})(${JSON.stringify(plan)}, ${STUCK_MS});` };
}

function inPage(plan: Plan, stuckMs: number): void {
  // The clocks: real ones that can be put forward, and with them every timer.
  const real = { now: performance.now.bind(performance), date: Date.now.bind(Date), set: setTimeout.bind(globalThis), clear: clearTimeout.bind(globalThis) };
  let aheadMs = 0;
  performance.now = () => real.now() + aheadMs;
  Date.now = () => Math.floor(real.date() + aheadMs);
  interface Timer {
    dueMs: number;
    everyMs: number | null;
    run(): void;
    armed: number;
  }
  const timers = new Map<number, Timer>();
  let lastTimer = 1_000_000_000;
  const arm = (id: number, timer: Timer) => {
    real.clear(timer.armed);
    timer.armed = Number(real.set(() => fire(id, timer), timer.dueMs - performance.now()));
  };
  function fire(id: number, timer: Timer): void {
    if (timers.get(id) !== timer) return;
    if (timer.everyMs === null) clear(id);
    else {
      timer.dueMs = Math.max(timer.dueMs + timer.everyMs, performance.now());
      arm(id, timer);
    }
    timer.run();
  }
  function clear(id?: number): void {
    const timer = timers.get(id ?? 0);
    if (!timer) return;
    real.clear(timer.armed);
    timers.delete(id!);
  }
  const timerOf = (repeats: boolean) => (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    const timer: Timer = { dueMs: performance.now() + ms, everyMs: repeats ? ms : null, run: () => run(...args), armed: 0 };
    timers.set(++lastTimer, timer);
    arm(lastTimer, timer);
    return lastTimer;
  };
  Object.assign(globalThis, { setTimeout: timerOf(false), setInterval: timerOf(true), clearTimeout: clear, clearInterval: clear });
  /** Puts the clocks forward to `ms`, unless they are there: what is due by then runs in its turn. */
  function passTo(ms: number): void {
    aheadMs += Math.max(0, ms - performance.now());
    const now = performance.now();
    for (const [id, timer] of [...timers].toSorted(([, a], [, b]) => a.dueMs - b.dueMs)) {
      if (timer.dueMs <= now) fire(id, timer);
      else arm(id, timer);
    }
  }

  // A sound without end. That of the harness is as long as its file.
  let sound: MediaStream | undefined;
  navigator.mediaDevices.getUserMedia = async () => {
    if (!sound) {
      const context = new AudioContext();
      const out = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
      const tone = new OscillatorNode(context);
      tone.connect(out);
      tone.start();
      sound = out.stream;
    }
    return sound.clone();
  };

  // What the screen says.
  const shownMs = () => Number(document.querySelector<HTMLElement>('[data-testid="saved"]')?.dataset.savedMs ?? 0);
  let changed: () => void = () => undefined;
  let stopFromMs: number | null = null;
  let stopTookMs: number | null = null;
  function look(): void {
    if (stopFromMs !== null && document.querySelector('[data-testid="stopped-summary"]')) {
      stopTookMs = real.now() - stopFromMs;
      stopFromMs = null;
    }
    changed();
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributeFilter: ['data-saved-ms', 'data-testid'] });
  const onTap = (event: Event) => {
    if (!(event.target as Element).closest('button')?.textContent.includes('Stop')) return;
    stopFromMs = real.now();
    stopTookMs = null;
  };
  document.addEventListener('click', onTap, { capture: true });
  /** Resolves when the screen calls more than `ms` saved. */
  const savedBeyond = (ms: number) =>
    new Promise<void>((resolve, reject) => {
      const stuck = real.set(() => reject(new Error(`stuck at ${shownMs()} ms: ${document.body.innerText}`)), stuckMs);
      changed = () => {
        if (shownMs() <= ms) return;
        changed = () => undefined;
        real.clear(stuck);
        resolve();
      };
      changed();
    });

  // The recorder.
  const bytesOf = (texts: string[]) => texts.map((text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
  const [first, later] = [bytesOf(plan.first), bytesOf(plan.later)];
  function sliceAt(nth: number): Uint8Array<ArrayBuffer> {
    const cluster = Math.floor(nth / first.length);
    const slice = (cluster === 0 ? first : later)[nth % first.length]!;
    if (cluster > 0 && nth % first.length === 0) new DataView(slice.buffer).setUint32(plan.timeAt, cluster * plan.clusterMs);
    return slice;
  }
  let running: { untilMs: number; goOn(): void } | null = null;
  let held: { done(): void; failed(error: unknown): void } | null = null;
  globalThis.MediaRecorder = class extends EventTarget {
    static isTypeSupported = (type: string) => type.startsWith('audio/webm');
    state = 'inactive';
    mimeType = 'audio/webm;codecs=opus';
    given = 0;
    startedMs = 0;
    give(): void {
      const event = Object.assign(new Event('dataavailable'), { data: new Blob([sliceAt(this.given++)], { type: this.mimeType }) });
      this.dispatchEvent(event);
    }
    start(): void {
      this.state = 'recording';
      this.startedMs = performance.now();
      running = { untilMs: 0, goOn: () => undefined };
      void this.record(running).catch((error: unknown) => held?.failed(error));
    }
    async record(own: { untilMs: number; goOn(): void }): Promise<void> {
      while (this.state === 'recording') {
        if (this.given * plan.sliceMs >= own.untilMs) {
          held?.done();
          await new Promise<void>((resolve) => (own.goOn = resolve));
          continue;
        }
        // Somebody is there once a minute: who leaves finds a locked page, which draws less.
        if ((this.given * plan.sliceMs) % 60_000 === 0) dispatchEvent(new Event('pointermove'));
        const before = shownMs();
        passTo(this.startedMs + (this.given + 1) * plan.sliceMs);
        this.give();
        await savedBeyond(before);
      }
    }
    stop(): void {
      this.state = 'inactive';
      running?.goOn();
      real.set(() => {
        this.give();
        this.dispatchEvent(new Event('stop'));
      });
    }
  } as unknown as typeof MediaRecorder;

  const fast: FastRecorder = {
    recordUntil: (ms) =>
      new Promise<void>((done, failed) => {
        held = { done, failed };
        running!.untilMs = ms;
        running!.goOn();
      }),
    stopMs: () => stopTookMs,
  };
  Object.assign(globalThis, { fast });
}

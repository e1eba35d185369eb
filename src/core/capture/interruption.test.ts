import { expect, test } from 'vitest';
import { CAPTURE_FAULTS, type CaptureFaultCode } from './capturefault.ts';
import { audioMsAt, flowing, follow, type Action, type Flow, type Moment, type Signal } from './interruption.ts';

const START = 1_700_000_000_000;
/** `seconds` after the start, by both clocks; `drift` more by the device's. */
const at = (seconds: number, drift = 0): Moment => ({ monotonicMs: 5_000 + seconds * 1000, nowMs: START + (seconds + drift) * 1000 });

/** A flow that began at 0 and has heard `heard`, each at its second. The last action comes with it. */
function after(...heard: [number, Signal, Moment?][]): { flow: Flow; action: Action; actions: Action[] } {
  let flow = flowing(at(0));
  let action: Action = 'none';
  const actions: Action[] = [];
  for (const [seconds, signal, moment = at(seconds)] of heard) {
    ({ flow, action } = follow(flow, signal, moment));
    if (action !== 'none') actions.push(action);
  }
  return { flow, action, actions };
}

/** Audio that keeps up with the clock, with a tick, for every second from `from` up to `to`. */
const steady = (from: number, to: number, behindMs = 200): [number, Signal][] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i).flatMap((second): [number, Signal][] => [
    [second, { is: 'audio', mediaMs: second * 1000 - behindMs }],
    [second, { is: 'tick' }],
  ]);

test('[INT1] audio that keeps up with the clock is never interrupted', () => {
  expect(after(...steady(1, 120)).actions).toEqual([]);
});

test('[INT2] a mute that is over within 2 s changes nothing', () => {
  const { flow, actions } = after(...steady(1, 3), [3.5, { is: 'mute' }], [4, { is: 'tick' }], [5, { is: 'unmute' }], ...steady(5, 12));
  expect([flow.name, actions]).toEqual(['flowing', []]);
});

test('[INT2] a mute of 2 s ends the take; the gap begins when the mute did', () => {
  const { flow, action } = after(...steady(1, 3), [3.5, { is: 'mute' }], [4, { is: 'mute' }], [4.5, { is: 'tick' }], [5.5, { is: 'tick' }]);
  expect(action).toBe('cut');
  expect(flow).toMatchObject({ name: 'opening', cause: 'muted', since: at(3.5) });
});

test.each([['ended'], ['recorder_failed']] as const)('[INT3] %s ends the take at once', (is) => {
  const { flow, action } = after(...steady(1, 3), [3.2, { is }]);
  expect([action, flow]).toEqual(['cut', expect.objectContaining({ name: 'opening', cause: is, since: at(3.2) })]);
});

test('[INT3] another microphone ends the take at once, and the gap says why', () => {
  expect(after(...steady(1, 3), [3.2, { is: 'switch' }])).toMatchObject({ action: 'cut', flow: { cause: 'switched', since: at(3.2) } });
});

test.each(['devices', 'visible'] as const)('[INT4] %s with a track that delivers changes nothing', (is) => {
  expect(after([1, { is, live: true }], ...steady(1, 9)).actions).toEqual([]);
});

test.each(['devices', 'visible'] as const)('[INT4] %s with a track that does not has the patience of a mute', (is) => {
  expect(after([1, { is, live: false }], [2, { is: 'tick' }]).actions).toEqual([]);
  expect(after([1, { is, live: false }], [2, { is: 'tick' }], [3, { is: 'tick' }])).toMatchObject({ action: 'cut', flow: { cause: 'muted', since: at(1) } });
});

test('[INT5] no data for 5 s ends the take; the gap begins with the last audio', () => {
  const quiet = [4, 5, 6, 7].map((second): [number, Signal] => [second, { is: 'tick' }]);
  expect(after(...steady(1, 3), ...quiet).actions).toEqual([]);
  expect(after(...steady(1, 3), ...quiet, [8, { is: 'tick' }])).toMatchObject({ action: 'cut', flow: { cause: 'no_data', since: at(3) } });
});

test('[INT5] a page that stood still gives the recorder 5 s of its own again', () => {
  const { flow, actions } = after(...steady(1, 3), [33, { is: 'tick' }], [34, { is: 'tick' }], [35, { is: 'audio', mediaMs: 34_500 }], ...steady(35, 60, 500));
  expect([flow.name, actions]).toEqual(['flowing', []]);
  const silent = [33, 34, 35, 36, 37, 38].map((second): [number, Signal] => [second, { is: 'tick' }]);
  expect(after(...steady(1, 3), ...silent)).toMatchObject({ action: 'cut', flow: { cause: 'no_data', since: at(3) } });
});

test('[INT6] slices that come late together are no gap, however huge', () => {
  const burst = [4, 8, 12, 13].map((media): [number, Signal] => [13, { is: 'audio', mediaMs: media * 1000 }]);
  expect(after(...steady(1, 3), ...burst, ...steady(14, 30, 0)).actions).toEqual([]);
});

test('[INT6] audio that stays behind the clock is a gap as long as what is missing', () => {
  const { flow, action } = after(...steady(1, 3), [13, { is: 'audio', mediaMs: 3_300 }], [14, { is: 'audio', mediaMs: 4_300 }], [15, { is: 'audio', mediaMs: 5_300 }]);
  expect(action).toBe('cut');
  expect(flow).toMatchObject({ cause: 'asleep', since: at(13 - 9.5) });
});

test('[INT6] what a browser always holds back is no gap', () => {
  expect(after(...steady(1, 40, 1_900)).actions).toEqual([]);
});

test('[INT7] a device whose clock ran on while ours rested has slept', () => {
  const { flow, action } = after(...steady(1, 3), [4, { is: 'tick' }, at(4, 3600)]);
  expect([action, flow]).toEqual(['cut', expect.objectContaining({ cause: 'asleep', since: at(3) })]);
});

test('[INT7] a clock that is set back, or a little forward, is no sleep', () => {
  expect(after(...steady(1, 3), [4, { is: 'tick' }, at(4, -3600)], [4.5, { is: 'audio', mediaMs: 4_300 }], [5, { is: 'tick' }, at(5, -3597)]).actions).toEqual([]);
});

const ENDED: [number, Signal] = [3, { is: 'ended' }];
const refused = (seconds: number, code: CaptureFaultCode = 'microphone_busy'): [number, Signal] => [seconds, { is: 'refused', code }];

test('[INT8] a new take on a microphone that opens goes on as at the start', () => {
  const { flow, actions } = after(ENDED, [3.3, { is: 'opened' }]);
  expect([flow, actions]).toEqual([flowing(at(3.3), 1), ['cut']]);
});

test('[INT11] takes that do not last are followed by ever longer waits, not by takes without end', () => {
  const fail: Signal = { is: 'recorder_failed' };
  const { flow, actions } = after([1, fail], [1, { is: 'opened' }], [2, fail], [2.9, { is: 'tick' }], [3, { is: 'tick' }], [3, { is: 'opened' }], [4, fail], [5.9, { is: 'tick' }], [6, { is: 'tick' }]);
  expect(actions).toEqual(['cut', 'cut', 'open', 'cut', 'open']);
  expect(flow).toMatchObject({ name: 'opening', brief: 3 });
});

test('[INT11] a take that lasts makes up for those before', () => {
  const fail: Signal = { is: 'recorder_failed' };
  expect(after([1, fail], [1, { is: 'opened' }], [11, fail]).flow).toMatchObject({ name: 'opening', brief: 0 });
  expect(after([1, fail], [1, { is: 'opened' }], [2, { is: 'switch' }]).flow).toMatchObject({ name: 'opening', brief: 0 });
});

test('[INT8] while the microphone is being opened nothing else counts', () => {
  const others: [number, Signal][] = (['mute', 'unmute', 'ended', 'recorder_failed', 'switch', 'tick'] as const).map((is) => [20, { is }]);
  const { flow, actions } = after(ENDED, ...others, [20, { is: 'visible', live: false }], [20, { is: 'devices', live: true }], [20, { is: 'audio', mediaMs: 1 }]);
  expect([flow.name, actions]).toEqual(['opening', ['cut']]);
});

test('[INT9] a microphone that stays away is tried again after 1, 2, 5, 5 s', () => {
  const tries = after(ENDED, refused(3), [3.9, { is: 'tick' }], [4, { is: 'tick' }], refused(4), [5.9, { is: 'tick' }], [6, { is: 'tick' }], refused(6), [10.9, { is: 'tick' }], [11, { is: 'tick' }], refused(11), [15, { is: 'tick' }], [16, { is: 'tick' }]);
  expect(tries.actions).toEqual(['cut', 'open', 'open', 'open', 'open']);
  expect(tries.flow).toMatchObject({ name: 'opening', cause: 'ended', since: at(3) });
});

test.each<Signal>([{ is: 'unmute' }, { is: 'switch' }, { is: 'visible', live: false }, { is: 'devices', live: false }])('[INT9] $is is a reason to try at once', (signal) => {
  expect(after(ENDED, refused(3), [3.1, signal])).toMatchObject({ action: 'open', flow: { name: 'opening', tries: 0 } });
});

test('[INT9] nothing else is a reason to try sooner', () => {
  const idle: [number, Signal][] = (['mute', 'ended', 'recorder_failed', 'opened'] as const).map((is) => [3.5, { is }]);
  const { flow, actions } = after(ENDED, refused(3), ...idle, [3.5, { is: 'audio', mediaMs: 1 }], refused(3.5), [3.6, { is: 'tick' }]);
  expect([flow.name, actions]).toEqual(['waiting', ['cut']]);
});

const FINAL = ['microphone_refused', 'recorder_unsupported', 'no_key', 'storage_full', 'storage_failed'];

test.each(CAPTURE_FAULTS)('[INT10] %s is tried again only where that can help', (code) => {
  const { flow, action } = after(ENDED, refused(3.5, code));
  expect([flow.name, action]).toEqual(FINAL.includes(code) ? ['given_up', 'give_up'] : ['waiting', 'none']);
});

test('[INT10] after half an hour it is left to the person', () => {
  const late = 3 + 30 * 60;
  expect(after(ENDED, refused(late - 1), [late, { is: 'tick' }], refused(late, 'microphone_missing'))).toMatchObject({
    action: 'give_up',
    flow: { name: 'given_up', cause: 'ended', since: at(3), code: 'microphone_missing' },
  });
});

test('[INT10] what was given up does not begin again by itself', () => {
  const { actions } = after(ENDED, refused(3, 'microphone_refused'), [4, { is: 'visible', live: true }], [5, { is: 'unmute' }], [6, { is: 'tick' }], [7, { is: 'opened' }], refused(8));
  expect(actions).toEqual(['cut', 'give_up']);
});

test('[INT1] a signal that belongs to another state changes nothing', () => {
  const { flow, actions } = after([1, { is: 'opened' }], refused(1));
  expect([flow, actions]).toEqual([flowing(at(0)), []]);
});

test('[INT12] what is interrupted at waking has a gap from before the sleep, whichever clock went on', () => {
  const before = steady(1, 3);
  const asleep = { action: 'cut', flow: { since: at(3) } };
  // The device's clock ran on: nothing has ticked yet, or audio came before the first tick.
  expect(after(...before, [4, { is: 'ended' }, at(4, 3600)])).toMatchObject(asleep);
  expect(after(...before, [3.2, { is: 'audio', mediaMs: 3_000 }, at(3.2, 3600)], [4, { is: 'tick' }, at(4, 3600)])).toMatchObject(asleep);
  // Both went on: nothing has ticked, or only a tick that came late.
  expect(after(...before, [3600, { is: 'ended' }])).toMatchObject(asleep);
  expect(after(...before, [3600, { is: 'tick' }], [3601, { is: 'tick' }], [3601.5, { is: 'recorder_failed' }])).toMatchObject(asleep);
  expect(after(...before, [3600, { is: 'mute' }], [3602, { is: 'tick' }])).toMatchObject(asleep);
  // Audio has come again, and some is missing already.
  expect(after(...before, [3600, { is: 'tick' }], [3601, { is: 'audio', mediaMs: 3_800 }], [3601.5, { is: 'ended' }])).toMatchObject({ action: 'cut', flow: { since: at(4) } });
});

test('[INT12] a page whose timers are late while audio comes has not slept', () => {
  const heard = (second: number): [number, Signal] => [second, { is: 'audio', mediaMs: second * 1000 - 200 }];
  expect(after(...steady(1, 3), ...[4, 5, 6, 7, 8, 9].map(heard), [9.2, { is: 'ended' }])).toMatchObject({ flow: { since: at(9.2) } });
  expect(after(...steady(1, 3), ...[4, 5, 6, 7, 8, 9].map(heard), [9.5, { is: 'tick' }, at(9.5, 3600)])).toMatchObject({ flow: { cause: 'asleep', since: at(9) } });
});

test('[INT6] a second sleep makes the gap of the first no longer', () => {
  const { flow } = after(...steady(1, 3), [13, { is: 'audio', mediaMs: 3_300 }], [14, { is: 'audio', mediaMs: 4_300 }], [44, { is: 'audio', mediaMs: 4_800 }]);
  expect(flow).toMatchObject({ cause: 'asleep', since: at(13 - 9.5) });
});

test('[INT6] a browser that would hold back more than 5 s is not believed: what is missing before the first audio is a gap', () => {
  const { flow, action } = after([60, { is: 'tick' }], [61, { is: 'audio', mediaMs: 1_000 }], [62, { is: 'audio', mediaMs: 2_000 }], [63, { is: 'audio', mediaMs: 3_000 }]);
  expect([action, flow]).toEqual(['cut', expect.objectContaining({ cause: 'asleep', since: at(6) })]);
});

test('[INT10] a sleep is no half hour of trying', () => {
  expect(after(...steady(1, 3), [7200, { is: 'ended' }], refused(7200)).flow).toMatchObject({ name: 'waiting', since: at(3) });
});

test('[INT13] a moment is where its audio is: time that brought none does not count', () => {
  const where = (moment: Moment, ...heard: [number, Signal, Moment?][]) => {
    const { flow } = after(...heard);
    return flow.name === 'flowing' ? audioMsAt(flow, moment) : undefined;
  };
  expect(where(at(0.4))).toBe(400);
  expect(where(at(3.5), ...steady(1, 3))).toBe(3_500);
  expect(where(at(13.5), ...steady(1, 3), [13, { is: 'audio', mediaMs: 3_300 }])).toBe(4_000);
  expect(where(at(60), ...steady(1, 3))).toBe(8_000);
});

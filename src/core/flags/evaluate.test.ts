import { expect, test } from 'vitest';
import { evaluate, evaluateFlag, type Device, type Flag, type Person } from './evaluate.ts';

const HMAC = 'ab'.repeat(32);
const QUIET: Device = { crashLoop: false };
/** In bucket 36. */
const PERSON: Person = { email: 'support@clinicalops.co' };
const ON: Flag = { kill: false, default: true };

const ask = (flag: Partial<Flag> | undefined, person: Person = PERSON, device: Device = QUIET, fallback = false) =>
  evaluateFlag(flag && { flags: { enableOfflineRecording: { ...ON, ...flag } } }, 'enableOfflineRecording', person, device, fallback);

test('[FLA1] R30 kill beats default, and without a document the build decides', () => {
  expect(evaluate({ kill: false, default: true }, false)).toEqual({ enabled: true, variant: 'offline', reason: 'default', whenOff: 'hold' });
  expect(evaluate({ kill: true, default: true }, true)).toEqual({ enabled: false, variant: 'off', reason: 'kill', whenOff: 'hold' });
  expect(evaluate({ kill: false, default: false }, true).enabled).toBe(false);
  expect(evaluate(undefined, true)).toEqual({ enabled: true, variant: 'offline', reason: 'fallback', whenOff: 'hold' });
  expect(evaluate(undefined, false).enabled).toBe(false);
});

test('[FLA2] R30 the first that applies decides: kill, crash loop, override, internal, percentage, default', () => {
  // Everything applies at first; each line takes away what decided in the one before.
  const internal: Person = { ...PERSON, internalHmac: HMAC };
  const all = { kill: true, default: true, internalUsers: [HMAC], percent: 10 };
  expect(ask(all, internal, { crashLoop: true, override: true })).toMatchObject({ enabled: false, variant: 'off', reason: 'kill' });
  expect(ask({ ...all, kill: false }, internal, { crashLoop: true, override: true })).toMatchObject({ enabled: false, reason: 'crash_loop' });
  expect(ask({ ...all, kill: false }, internal, { crashLoop: false, override: false })).toMatchObject({ enabled: false, reason: 'override' });
  expect(ask({ ...all, kill: false }, PERSON, { crashLoop: false, override: true })).toMatchObject({ enabled: true, reason: 'override' });
  expect(ask({ ...all, kill: false }, internal)).toMatchObject({ enabled: true, variant: 'offline', reason: 'internal' });
  expect(ask({ ...all, kill: false }, { ...PERSON, internalHmac: 'cd'.repeat(32) })).toMatchObject({ enabled: false, reason: 'percentage' });
  expect(ask({ kill: false, default: false })).toMatchObject({ enabled: false, reason: 'default' });
  expect(ask({ kill: false, default: true })).toMatchObject({ enabled: true, reason: 'default' });
});

test('[FLA2] without a document the crash-loop breaker and the override still decide', () => {
  expect(ask(undefined, PERSON, { crashLoop: true }, true)).toMatchObject({ enabled: false, reason: 'crash_loop' });
  expect(ask(undefined, PERSON, { crashLoop: false, override: true }, false)).toMatchObject({ enabled: true, reason: 'override' });
  expect(evaluateFlag({ flags: {} }, 'enableOfflineRecording', PERSON, QUIET, true)).toMatchObject({ enabled: true, reason: 'fallback' });
});

test('[FLA2] no HMAC is no internal user, whatever stands in the list', () => {
  for (const internalHmac of [undefined, '']) {
    expect(ask({ percent: 0, internalUsers: [''] }, { ...PERSON, internalHmac })).toMatchObject({ enabled: false, reason: 'percentage' });
  }
});

test('[FLA5] R30 the percentage includes the buckets below it', () => {
  expect(ask({ percent: 36 })).toMatchObject({ enabled: false, reason: 'percentage', bucket: 36 });
  expect(ask({ percent: 37 })).toMatchObject({ enabled: true, reason: 'percentage', bucket: 36 });
  expect(ask({ percent: 0 })).toMatchObject({ enabled: false });
});

test('[FLA5] R30 100 % includes whoever has no e-mail address; below it they are out, whatever the default', () => {
  for (const email of [undefined, '', '  ']) {
    expect(ask({ percent: 100 }, { email })).toEqual({ enabled: true, variant: 'offline', reason: 'percentage', whenOff: 'hold' });
    expect(ask({ percent: 99 }, { email })).toEqual({ enabled: false, variant: 'off', reason: 'percentage', whenOff: 'hold' });
  }
});

test('[FLA5] a way of sharing out that this build does not know includes nobody below 100 %', () => {
  expect(ask({ percent: 99, bucketing: 'dice' })).toMatchObject({ enabled: false, reason: 'percentage' });
  expect(ask({ percent: 99, bucketing: 'seed32' })).toMatchObject({ enabled: true });
  expect(ask({ percent: 100, bucketing: 'dice' })).toMatchObject({ enabled: true });
});

test('[FLA6] what waits is held while it is off, unless the flag says drain', () => {
  expect(ask({ kill: true }).whenOff).toBe('hold');
  expect(ask({ kill: true, whenOff: 'drain' }).whenOff).toBe('drain');
  expect(ask({ kill: true, whenOff: 'something newer' }).whenOff).toBe('hold');
  expect(ask(undefined).whenOff).toBe('hold');
});

import { bucketOf } from './seed32.ts';

export const FEATURES = ['enableOfflineRecording'] as const;
export type Feature = (typeof FEATURES)[number];

/** What an evaluation needs of a flag. */
export interface Flag {
  /** Off for everybody, whatever else it says. */
  readonly kill: boolean;
  /** What counts where `percent` is not given. */
  readonly default: boolean;
  /** HMACs of people for whom it is on. */
  readonly internalUsers?: readonly string[];
  /** Share of all people for whom it is on, 0 to 100. */
  readonly percent?: number;
  /** How people are shared out; only `seed32` is known, and left out means it. */
  readonly bucketing?: string;
  /** What becomes of recordings that wait while it is off: `hold` or `drain`. */
  readonly whenOff?: string;
}

/** The part of a flag document that is evaluated. Flags that this build does not know are ignored. */
export interface Flags {
  readonly flags: { readonly [F in Feature]?: Flag };
}

/** Who asks. */
export interface Person {
  readonly email?: string | undefined;
  /** The person's own HMAC, which comes with sign-in. */
  readonly internalHmac?: string | undefined;
}

/** What only this device knows. */
export interface Device {
  /** Set by a person on this device, for tests and support. */
  readonly override?: boolean | undefined;
  /** The offline recorder has failed to start too often in a row here. */
  readonly crashLoop: boolean;
}

export type Reason = 'kill' | 'crash_loop' | 'override' | 'internal' | 'percentage' | 'default' | 'fallback';

export interface Evaluation {
  enabled: boolean;
  variant: 'offline' | 'off';
  /** What decided. */
  reason: Reason;
  /** What becomes of recordings that wait while it is off. */
  whenOff: 'hold' | 'drain';
  /** The person's bucket, 0 to 99, where there is an e-mail address. */
  bucket?: number;
}

/**
 * Whether `feature` is on for this person on this device, and why. The first that applies decides: kill, crash-loop
 * breaker, override, internal user, percentage, default; `fallback`, the build's setting, where there is no such flag.
 */
export function evaluateFlag(document: Flags | undefined, feature: Feature, person: Person, device: Device, fallback: boolean): Evaluation {
  const flag = document?.flags[feature];
  const bucket = bucketOf(person.email);
  const [enabled, reason] = decide(flag, bucket, person, device, fallback);
  return {
    enabled,
    variant: enabled ? 'offline' : 'off',
    reason,
    whenOff: flag?.whenOff === 'drain' ? 'drain' : 'hold',
    ...(bucket !== undefined && { bucket }),
  };
}

/** The flag as it is for nobody in particular. */
export function evaluate(flag: Flag | undefined, fallback: boolean): Evaluation {
  return evaluateFlag(flag && { flags: { enableOfflineRecording: flag } }, 'enableOfflineRecording', {}, { crashLoop: false }, fallback);
}

function decide(flag: Flag | undefined, bucket: number | undefined, person: Person, device: Device, fallback: boolean): [boolean, Reason] {
  if (flag?.kill) return [false, 'kill'];
  if (device.crashLoop) return [false, 'crash_loop'];
  if (device.override !== undefined) return [device.override, 'override'];
  if (!flag) return [fallback, 'fallback'];
  if (person.internalHmac && flag.internalUsers?.includes(person.internalHmac)) return [true, 'internal'];
  if (flag.percent !== undefined) return [isWithin(flag.percent, flag.bucketing, bucket), 'percentage'];
  return [flag.default, 'default'];
}

/** Everybody is within 100 %, with an e-mail address or without. Below, a way of sharing out that is not known includes nobody. */
function isWithin(percent: number, bucketing: string | undefined, bucket: number | undefined): boolean {
  if (percent >= 100) return true;
  return bucketing !== undefined && bucketing !== 'seed32' ? false : bucket !== undefined && bucket < percent;
}

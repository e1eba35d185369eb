import { FEATURES, type Device, type Flag, type Flags, type Person } from './evaluate.ts';
import { bucketOf } from './seed32.ts';

/** A value of JsonLogic. */
export type Logic = null | boolean | number | string | readonly Logic[] | { readonly [operator: string]: Logic };

/** A flag as flagd reads it (https://flagd.dev/schema/v0/flags.json). */
export interface FlagdFlag {
  state: 'ENABLED';
  variants: { offline: true; off: false };
  defaultVariant: 'offline' | 'off';
  targeting?: Logic;
}

export interface FlagdDocument {
  $schema: string;
  flags: Record<string, FlagdFlag>;
  /** flagd wants the version as text. */
  metadata: { version: string; updatedAt: string };
}

/** The context that the exported targeting looks at. The bucket is computed beforehand: flagd has no `seed32`. */
export type FlagdContext = { bucket?: number; internal?: string; override?: 'offline' | 'off'; crashLoop: boolean };

/** `flags.flagd.json` of a flag document: with `flagdContext` it decides as `evaluateFlag` does wherever there is a flag. */
export function toFlagd(document: Flags & { version: number; updatedAt: string }): FlagdDocument {
  const flags = FEATURES.flatMap((feature) => {
    const flag = document.flags[feature];
    return flag ? [[feature, flagdFlag(flag)] as const] : [];
  });
  return {
    $schema: 'https://flagd.dev/schema/v0/flags.json',
    flags: Object.fromEntries(flags),
    metadata: { version: String(document.version), updatedAt: document.updatedAt },
  };
}

/** The context of a person on a device. */
export function flagdContext(person: Person, device: Device): FlagdContext {
  const bucket = bucketOf(person.email);
  return {
    crashLoop: device.crashLoop,
    ...(bucket !== undefined && { bucket }),
    ...(person.internalHmac && { internal: person.internalHmac }),
    ...(device.override !== undefined && { override: device.override ? ('offline' as const) : ('off' as const) }),
  };
}

function flagdFlag(flag: Flag): FlagdFlag {
  const variants = { offline: true, off: false } as const;
  // Not flagd's DISABLED, which hands the decision back to each caller's own default.
  if (flag.kill) return { state: 'ENABLED', variants, defaultVariant: 'off' };
  return {
    state: 'ENABLED',
    variants,
    defaultVariant: flag.default ? 'offline' : 'off',
    targeting: {
      if: [
        { var: 'crashLoop' },
        'off',
        { '==': [{ var: 'override' }, 'offline'] },
        'offline',
        { '==': [{ var: 'override' }, 'off'] },
        'off',
        { in: [{ var: ['internal', ''] }, flag.internalUsers ?? []] },
        'offline',
        ...rest(flag),
      ],
    },
  };
}

/** What decides about everybody else, as the last terms of an `if`. */
function rest(flag: Flag): Logic[] {
  if (flag.percent === undefined) return [flag.default ? 'offline' : 'off'];
  if (flag.percent >= 100) return ['offline'];
  if (flag.bucketing !== undefined && flag.bucketing !== 'seed32') return ['off'];
  // Without an e-mail address there is no bucket, which JsonLogic would compare as 0.
  return [{ '<': [{ var: ['bucket', 100] }, flag.percent] }, 'offline', 'off'];
}

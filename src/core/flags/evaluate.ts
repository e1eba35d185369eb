/** What an evaluation needs of a flag. */
export interface Flag {
  /** Off for everybody, whatever else it says. */
  kill: boolean;
  default: boolean;
}

export interface Evaluation {
  enabled: boolean;
  variant: 'offline' | 'off';
  reason: 'kill' | 'default' | 'fallback';
}

/** Whether new recordings may be made on this device; `fallback` is the build's setting for a device that has never seen a flag. */
export function evaluate(flag: Flag | undefined, fallback: boolean): Evaluation {
  const enabled = flag ? !flag.kill && flag.default : fallback;
  return { enabled, variant: enabled ? 'offline' : 'off', reason: !flag ? 'fallback' : flag.kill ? 'kill' : 'default' };
}

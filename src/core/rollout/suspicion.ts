// Wald's sequential test of a sick release (10 % of uploads fail) against a healthy one (3 %), with a floor.

const HEALTHY = 0.03;
const SICK = 0.1;
/** What a failed and a successful upload add to the logarithm of the likelihood ratio. */
const FAILED = Math.log(SICK / HEALTHY);
const SUCCEEDED = Math.log((1 - SICK) / (1 - HEALTHY));

/** A thousand times likelier sick than healthy. */
export const GUILTY = Math.log(1000);
/**
 * Good days are remembered so far and no further: without a floor, a release that falls ill after a thousand good
 * uploads would have to make up for all of them first.
 */
export const FLOOR = -2.3;
/** One broken phone is no sick release. */
export const LEAST_USERS = 3;
/** Names of affected people that are kept; more would only make the state larger. */
const MOST_USERS = 50;

/** How much speaks for a sick release by now. */
export interface Suspicion {
  /** Logarithm of the likelihood ratio, from FLOOR to GUILTY. */
  readonly logRatio: number;
  /** Whose uploads have failed since the ratio was last at its floor. */
  readonly users: readonly string[];
}

export const NO_SUSPICION: Suspicion = { logRatio: 0, users: [] };

/** The outcome of one recording's upload. */
export interface UploadOutcome {
  /** The owner id: a hash. */
  readonly userId: string;
  readonly ok: boolean;
}

/** What `outcomes`, oldest first, make of a suspicion, up to and with the one that makes it certain. */
export function suspect(before: Suspicion, outcomes: readonly UploadOutcome[]): Suspicion {
  let { logRatio, users } = before;
  for (const { userId, ok } of outcomes) {
    // Held at GUILTY too: or else one phone that fails all night would leave any two others no chance.
    logRatio = Math.min(GUILTY, Math.max(FLOOR, logRatio + (ok ? SUCCEEDED : FAILED)));
    if (logRatio === FLOOR) users = [];
    else if (!ok && users.length < MOST_USERS && !users.includes(userId)) users = [...users, userId];
    if (isSick({ logRatio, users })) break;
  }
  return { logRatio, users };
}

/** Whether a suspicion is enough to take a release back. */
export function isSick({ logRatio, users }: Suspicion): boolean {
  return logRatio >= GUILTY && users.length >= LEAST_USERS;
}

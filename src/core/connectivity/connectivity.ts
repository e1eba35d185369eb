/** Whether the server can be reached. `blocked`: there is a network, but our server does not answer through it; `captive`: somebody else answers, as a network does that wants a sign-in first. */
export type Reach = 'online' | 'offline' | 'blocked' | 'captive';

/** What is shown, and a contradiction that has been seen once. */
export interface Connectivity {
  reach: Reach;
  doubt: Reach | null;
}

/** One look at the network. Only the browser's word that there is none is `certain`. */
export interface Sighting {
  seen: Reach;
  certain: boolean;
}

/** Between checks while all is as it was; and while something is in doubt or out of reach. */
const CALM_MS = 30_000;
const DOUBT_MS = 2_000;
const OUT_OF_REACH_MS = 5_000;

/**
 * What is to be shown after a sighting. A change that is not certain has to be seen twice in a row, so that a poor network
 * does not make the screen flap; two sightings that the server is out of reach agree in that, whatever the reasons.
 */
export function observe(before: Connectivity, { seen, certain }: Sighting): Connectivity {
  if (seen === before.reach) return { reach: seen, doubt: null };
  const agreed = before.doubt === seen || (before.reach === 'online' && before.doubt !== null);
  if (certain || agreed) return { reach: seen, doubt: null };
  return { reach: before.reach, doubt: seen };
}

/** How long until the next check, in milliseconds; null while the browser says that there is no network. */
export function nextCheckMs({ reach, doubt }: Connectivity): number | null {
  if (doubt !== null) return DOUBT_MS;
  switch (reach) {
    case 'online':
      return CALM_MS;
    case 'blocked':
    case 'captive':
      return OUT_OF_REACH_MS;
    case 'offline':
      return null;
    default:
      throw new Error(`unknown reach ${reach satisfies never as string}`);
  }
}

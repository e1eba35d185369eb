import { webDigest } from '../adapters/webcrypto.ts';
import { drainHere } from './drainhere.ts';
import type { SendingDeps } from './sending.ts';

/** `drainHere` with the browser's digest. */
export const drainInPage: SendingDeps['drainHere'] = (deps, how) => drainHere({ ...deps, digest: webDigest }, how);

import { expect, test } from 'vitest';
import { createIsFeatureEnabled, type FlagState } from './isfeatureenabled.ts';

const HMAC = 'ab'.repeat(32);

test('[FLA7] R30 isFeatureEnabled answers by the document as it is when it is asked', () => {
  let state: FlagState = { document: undefined, person: {}, device: { crashLoop: false }, fallback: true };
  const isFeatureEnabled = createIsFeatureEnabled(() => state);
  expect(isFeatureEnabled('enableOfflineRecording')).toBe(true);
  state = { ...state, document: { flags: { enableOfflineRecording: { kill: false, default: false, percent: 50 } } } };
  expect(isFeatureEnabled('enableOfflineRecording')).toBe(false);
  expect(isFeatureEnabled('enableOfflineRecording', 'support@clinicalops.co')).toBe(true); // bucket 36
  expect(isFeatureEnabled('enableOfflineRecording', 'admin@clinicalops.co')).toBe(false); // bucket 76
});

test('[FLA7] R30 the HMAC of whoever is signed in counts for their address and for no other', () => {
  const isFeatureEnabled = createIsFeatureEnabled(() => ({
    document: { flags: { enableOfflineRecording: { kill: false, default: false, percent: 0, internalUsers: [HMAC] } } },
    person: { email: 'admin@clinicalops.co', internalHmac: HMAC },
    device: { crashLoop: false },
    fallback: false,
  }));
  expect(isFeatureEnabled('enableOfflineRecording', ' Admin@ClinicalOps.co')).toBe(true);
  expect(isFeatureEnabled('enableOfflineRecording', 'support@clinicalops.co')).toBe(false);
  expect(isFeatureEnabled('enableOfflineRecording')).toBe(false);
});

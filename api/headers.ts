// The one source of the headers by which browsers are told what to refuse. It imports nothing: a CDN, which answers for the built
// app where no server of ours does, is configured from the same lines.

/**
 * `page`: the app's page and its files, whatever they are. `worker`: the script of the service worker, whose policy is its own and
 * not the page's. `answer`: what the service answers by itself and nobody is meant to look at.
 */
export type AnswerKind = 'page' | 'worker' | 'answer';

/** Where violations of a policy are reported: to ourselves and nobody else. */
export const CSP_REPORT_PATH = '/csp-reports';

/** The page's Trusted Types policy. It makes one address: that of the service worker. */
export const WORKER_POLICY = 'holdfast-worker';

/** A content security policy: sources by directive. */
type Policy = Readonly<Record<string, string>>;

/** `object-src` says what `default-src` says already, because checklists read it. `report-uri`, because no engine lacks it. */
const NOTHING: Policy = {
  'default-src': "'none'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'report-uri': CSP_REPORT_PATH,
};

const POLICIES: Readonly<Record<AnswerKind, Policy>> = {
  page: {
    ...NOTHING,
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self'",
    'media-src': "'self' blob:", // Playback of what was opened on the device.
    'connect-src': "'self'",
    'manifest-src': "'self'",
    'worker-src': "'self'",
    'form-action': "'self'",
    'require-trusted-types-for': "'script'",
    'trusted-types': WORKER_POLICY,
  },
  worker: {
    ...NOTHING,
    'script-src': "'self'",
    'connect-src': "'self'",
    'require-trusted-types-for': "'script'",
    'trusted-types': "'none'",
  },
  // Opened by its address in a browser, an answer is a document in nobody's origin.
  answer: { ...NOTHING, sandbox: '' },
};

/** What browsers may let the page use, and what not even the page. A name that Chromium does not know would be a warning on its console. */
const FEATURES: Readonly<Record<string, 'self' | 'nobody'>> = {
  microphone: 'self',
  'screen-wake-lock': 'self',
  accelerometer: 'nobody',
  'browsing-topics': 'nobody',
  camera: 'nobody',
  'clipboard-read': 'nobody',
  'compute-pressure': 'nobody',
  'display-capture': 'nobody',
  'encrypted-media': 'nobody',
  fullscreen: 'nobody',
  gamepad: 'nobody',
  geolocation: 'nobody',
  gyroscope: 'nobody',
  hid: 'nobody',
  'identity-credentials-get': 'nobody',
  'idle-detection': 'nobody',
  'keyboard-map': 'nobody',
  'local-fonts': 'nobody',
  magnetometer: 'nobody',
  midi: 'nobody',
  'on-device-speech-recognition': 'nobody',
  'otp-credentials': 'nobody',
  payment: 'nobody',
  'picture-in-picture': 'nobody',
  'private-state-token-issuance': 'nobody',
  'private-state-token-redemption': 'nobody',
  'publickey-credentials-create': 'nobody',
  'publickey-credentials-get': 'nobody',
  serial: 'nobody',
  'speaker-selection': 'nobody',
  'storage-access': 'nobody',
  'sync-xhr': 'nobody',
  usb: 'nobody',
  'window-management': 'nobody',
  'xr-spatial-tracking': 'nobody',
};

const COMMON: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': Object.entries(FEATURES)
    .map(([feature, who]) => `${feature}=(${who === 'self' ? 'self' : ''})`)
    .join(', '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Two years. Over plain HTTP browsers have to ignore it (RFC 6797, 7.2), so there it is not sent. */
const HSTS = 'max-age=63072000; includeSubDomains';

/** The security headers of an answer of `kind`, by name. `https`: whether the browser asked over HTTPS. */
export function headersFor({ kind, https }: { kind: AnswerKind; https: boolean }): Readonly<Record<string, string>> {
  const policy = { ...POLICIES[kind], ...(https && { 'upgrade-insecure-requests': '' }) };
  const text = Object.entries(policy).map(([directive, sources]) => `${directive} ${sources}`.trimEnd());
  return { 'Content-Security-Policy': text.join('; '), ...COMMON, ...(https && { 'Strict-Transport-Security': HSTS }) };
}

/** What lies at `path`, for `headersFor`; undefined where somebody else answers, with headers of their own: the demo's issuer. */
export function kindOf(path: string): AnswerKind | undefined {
  if (/^\/issuer(?:\/|$)/.test(path)) return undefined;
  if (path === '/sw.js') return 'worker';
  return /^\/(?:api|ingest|flags\.json|csp-reports)(?:\/|$)/.test(path) ? 'answer' : 'page';
}

// Nothing like a credential is in what everybody can download.

/** @type {readonly (readonly [what: string, pattern: RegExp])[]} */
const PATTERNS = [
  ['an AWS access key id', /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b/],
  ['a private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
  ['a key in base64', /\bMII[A-Za-z][A-Za-z0-9+/]{120,}/],
  ['a private key as JSON', /"d"\s*:\s*"[\w-]{20,}"/],
  ['a JSON web token', /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/],
  ['a token of a known service', /\b(?:gh[pousr]_\w{30,}|github_pat_\w{30,}|xox[abprs]-[\w-]{10,}|sk_live_\w{16,}|AIza[\w-]{35}|npm_\w{36})\b/],
  ['an address with a password', /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'`]+:[^\s/@"'`]+@/i],
  [
    'an assignment of a secret',
    /(?:secret|token|passwd|password|pwd|api_?key|access_?key|private_?key|credentials?)["'`]?\]?\s*(?::|=|,)\s*["'`](?=[^"'`]*\d)[A-Za-z0-9+/_.=~-]{16,}["'`]/i,
  ],
];

/** Names of environment variables whose value nobody may see. */
const SECRET_NAME = /SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL|PRIVATE|(?:^|_)KEY|^AWS_|^S3_|^OIDC_|^KMS_/i;
/** Shorter values, such as `true` or `auto`, are anywhere. */
const LEAST_LENGTH = 8;

/**
 * What looks like a credential in a file of the build, one line of text each. Values are not repeated.
 * @param {string} path
 * @param {string} text Bytes as Latin-1 do for what is no text.
 * @param {Readonly<Record<string, string | undefined>>} env What the build or the server was started with. Variables that are meant to be
 * built in (`NEXT_PUBLIC_`) are left out.
 * @returns {string[]}
 */
export function secretFaults(path, text, env) {
  const found = PATTERNS.flatMap(([what, pattern]) => {
    const match = pattern.exec(text);
    return match ? [`${path}: ${what} at character ${match.index}`] : [];
  });
  const values = Object.entries(env).flatMap(([name, value]) => {
    if (name.startsWith('NEXT_PUBLIC_') || !SECRET_NAME.test(name) || !value || value.length < LEAST_LENGTH) return [];
    const forms = [value, Buffer.from(value).toString('base64').replace(/=+$/, ''), Buffer.from(value).toString('hex')];
    return forms.some((form) => text.includes(form)) ? [`${path}: the value of ${name}`] : [];
  });
  return [...found, ...values];
}

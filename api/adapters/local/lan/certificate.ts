import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Clock } from '../../../ports.ts';
import { secretFile, writeSecret } from '../secretfile.ts';

const schema = v.object({
  /** The server's private key, PEM. */
  key: v.string(),
  /** The server's certificate and the authority's, PEM. */
  chain: v.string(),
  /** The authority's certificate, PEM: what a phone is to trust. */
  authority: v.string(),
});

/** What this machine answers with over HTTPS in its own network. */
export type LanCertificate = v.InferOutput<typeof schema>;

const DAY_MS = 86_400_000;
/** iOS refuses a server's certificate of more than 825 days, also under an authority that somebody has installed. */
const VALID_DAYS = 365;
/** A new one is made when one has less than this left. */
const RENEW_DAYS = 30;
const KEY_BITS = 2048;

/**
 * The certificate for the IPv4 `address`, kept in `dir` (0600) and used again until it is nearly over, so that a phone is told
 * once whom to trust. Its authority's private key is thrown away as soon as it has signed: what a phone trusts can vouch for
 * this address and never for another. Not safe against a second process: hold the data directory's lock.
 */
export async function lanCertificate({ dir, address, clock }: { dir: string; address: string; clock: Clock }): Promise<LanCertificate> {
  const path = join(dir, `lan-${address}.json`);
  const make = async () => Buffer.from(JSON.stringify(await newCertificate(address, clock())));
  const kept = certificateOf(await secretFile(path, make), clock());
  if (kept) return kept;
  const bytes = await make();
  await writeSecret(path, bytes);
  return v.parse(schema, JSON.parse(bytes.toString()));
}

/** SHA-256 over the certificate in `pem`, as phones show it: hexadecimal pairs with colons between. */
export function fingerprintOf(pem: string): string {
  return new X509Certificate(pem).fingerprint256;
}

/** What a file holds; undefined when it is damaged or nearly over. */
function certificateOf(bytes: Buffer, now: number): LanCertificate | undefined {
  try {
    const kept = v.parse(schema, JSON.parse(bytes.toString()));
    const over = Date.parse(new X509Certificate(kept.chain).validTo);
    return over - now > RENEW_DAYS * DAY_MS ? kept : undefined;
  } catch {
    return undefined;
  }
}

async function newCertificate(address: string, now: number): Promise<LanCertificate> {
  // Loaded by those few who need it.
  const { default: forge } = await import('node-forge');
  const keyPair = () => generateKeyPairSync('rsa', { modulusLength: KEY_BITS, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
  const nameOf = (commonName: string) => [{ name: 'commonName', value: commonName }];
  const root = { ...keyPair(), name: nameOf(`Holdfast on ${address}`) };
  const server = { ...keyPair(), name: nameOf(address) };

  const certificate = (subject: typeof root, extensions: object[]) => {
    const made = forge.pki.createCertificate();
    made.publicKey = forge.pki.publicKeyFromPem(subject.publicKey);
    // Positive, and of 16 bytes (RFC 5280, 4.1.2.2).
    made.serialNumber = `4${randomBytes(16).toString('hex').slice(1)}`;
    // A phone's clock may be behind.
    made.validity.notBefore = new Date(now - DAY_MS);
    made.validity.notAfter = new Date(now + VALID_DAYS * DAY_MS);
    made.setSubject(subject.name);
    made.setIssuer(root.name);
    made.setExtensions(extensions);
    made.sign(forge.pki.privateKeyFromPem(root.privateKey), forge.md.sha256.create());
    return forge.pki.certificateToPem(made).replaceAll('\r\n', '\n');
  };

  const authority = certificate(root, [
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  const leaf = certificate(server, [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: [{ type: 7, ip: address }] },
  ]);
  return { key: server.privateKey, chain: leaf + authority, authority };
}

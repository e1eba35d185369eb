import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fingerprintOf, lanCertificate } from './certificate.ts';

const ADDRESS = '192.168.1.5';
const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-03-01T12:00:00Z');

async function bench() {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-lan-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return { dir, certificate: (now = NOW, address = ADDRESS) => lanCertificate({ dir, address, clock: () => now }) };
}

test('[LAN2] a phone that trusts the authority trusts this address over HTTPS and no other, for less than iOS allows at most', async () => {
  const { certificate } = await bench();
  const { key, chain, authority } = await certificate();
  const [leaf, root] = [new X509Certificate(chain), new X509Certificate(authority)];
  expect(leaf.checkIP(ADDRESS)).toBe(ADDRESS);
  expect(leaf.checkIP('192.168.1.6')).toBeUndefined();
  expect([root.ca, leaf.ca]).toEqual([true, false]);
  expect(leaf.checkIssued(root) && leaf.verify(root.publicKey) && root.verify(root.publicKey)).toBe(true);
  expect(leaf.checkPrivateKey(createPrivateKey(key))).toBe(true);
  // Server authentication.
  expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  expect(Date.parse(leaf.validFrom)).toBeLessThan(NOW);
  expect(Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)).toBeLessThanOrEqual(825 * DAY_MS);
  expect(fingerprintOf(authority)).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
});

test('[LAN3] the authority’s private key is kept nowhere, and the server’s only where its owner alone can read it', async () => {
  const { dir, certificate } = await bench();
  const { key, authority } = await certificate();
  const root = new X509Certificate(authority);
  expect(root.checkPrivateKey(createPrivateKey(key))).toBe(false);
  const names = await readdir(dir);
  expect(names).toEqual([`lan-${ADDRESS}.json`]);
  expect((await stat(join(dir, names[0]!))).mode & 0o777).toBe(0o600);
});

test('[LAN3] a certificate is used again while it lasts, each address has its own, and a damaged or nearly ended one is made anew', async () => {
  const { dir, certificate } = await bench();
  const first = await certificate();
  expect(await certificate(NOW + 300 * DAY_MS)).toEqual(first);
  expect((await certificate(NOW, '10.0.0.7')).authority).not.toBe(first.authority);
  expect(await certificate()).toEqual(first);
  const later = await certificate(NOW + 340 * DAY_MS);
  expect(later.authority).not.toBe(first.authority);
  await writeFile(join(dir, `lan-${ADDRESS}.json`), '{"key":');
  expect(new X509Certificate((await certificate()).chain).checkIP(ADDRESS)).toBe(ADDRESS);
});

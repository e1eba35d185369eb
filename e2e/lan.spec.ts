import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitForArchive } from './harness/archive.ts';
import { expect, listen, test as base } from './harness/fixtures.ts';
import { inherited } from './harness/server.ts';
import { signIn } from './screens/app.ts';

// `npm start -- --host`, as somebody types it who wants to try the app on their own phone.

const START = fileURLToPath(new URL('../scripts/start.mjs', import.meta.url));

interface Lan {
  /** What it has printed. */
  text: string;
  url: string;
  dataDir: string;
  /** What a phone is asked to trust. */
  authority: X509Certificate;
}

const test = base.extend<{ lan: Lan }>({
  lan: async ({}, use) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-lan-'));
    const child = spawn(process.execPath, [START, '--host', '127.0.0.1'], { env: { ...inherited(), PORT: '0', DATA_DIR: dataDir }, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (part: Buffer) => (text += part.toString()));
    await expect.poll(() => text, { timeout: 60_000 }).toContain('record nothing that is private');
    const url = /running at +(\S+)/.exec(text)![1]!;
    const { authority } = JSON.parse(await readFile(join(dataDir, 'lan-127.0.0.1.json'), 'utf8')) as { authority: string };
    await use({ text, url, dataDir, authority: new X509Certificate(authority) });
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    expect((await ended)[0]).toBe(0);
    await rm(dataDir, { recursive: true, force: true });
  },
});

/** The flag by which Chromium trusts what `authority` has signed, as a phone does on which it is installed. */
function trusting(authority: X509Certificate): string {
  const key = createPublicKey(authority.publicKey.export({ type: 'spki', format: 'pem' })).export({ type: 'spki', format: 'der' });
  return `--ignore-certificate-errors-spki-list=${createHash('sha256').update(key).digest('base64')}`;
}

test('R51 [LAN4] a phone that trusts the certificate signs in over HTTPS, records offline and sends', async ({ lan, newDevice, page }) => {
  const device = await newDevice({ seconds: 20, args: [trusting(lan.authority)] });
  const app = await signIn(await device.open(lan.url), lan.url, 'doctor@example.org');
  expect(new URL(app.page.url()).origin).toBe(lan.url);
  await app.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  // Nothing of the session goes over a line in the clear.
  const cookies = await device.context().cookies();
  expect(cookies.filter(({ secure }) => !secure)).toEqual([]);
  expect(cookies.map(({ name }) => name)).toContain('__Host-sid');
  await device.setOffline(true);
  await app.page.reload();
  await app.record();
  await app.waitForSaved(3_000);
  const savedMs = await app.stop();
  await device.setOffline(false);
  const [archived] = await waitForArchive(lan.dataDir);
  expect(Math.abs((await listen(page, archived!)).durationS - savedMs / 1000)).toBeLessThanOrEqual(0.3);
});

test('R51 [LAN4] a phone that does not trust it yet is told how, in its language, and given the very certificate that the terminal names', async ({ lan, browser }) => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'es-MX', viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const address = /scan this or open (\S+)/.exec(lan.text)![1]!;
  expect(address).toBe(`${lan.url}/phone`);
  await page.goto(address);
  await expect(page.getByRole('heading', { name: 'Probar en este teléfono' })).toBeVisible();
  expect(lan.text).toContain(lan.authority.fingerprint256);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Descargar el certificado' }).click();
  expect(new X509Certificate(await readFile(await (await download).path())).fingerprint256).toBe(lan.authority.fingerprint256);
  await page.getByRole('link', { name: 'Abrir Holdfast' }).click();
  await expect(page).toHaveURL(`${lan.url}/`);
  await context.close();
});

test('R51 [LAN4] a phone that does not trust it is warned by its browser', async ({ lan, page }) => {
  await expect(page.goto(lan.url)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID');
});

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '../harness/fixtures.ts';
import { signIn } from '../screens/app.ts';
import { SCREENS, splashPath } from './screens.ts';
import { twoColourPng } from './twocolours.ts';

const file = (path: string) => fileURLToPath(new URL(`../../public${path}`, import.meta.url));
/** How much of the shorter side the icon takes, whose edge is not seen on its own ground. */
const MARK = 0.4;

test('launch images: the mark on the colour of the icon, which suits light and dark alike', async ({ page }) => {
  const icon = await readFile(file('/icons/icon.svg'), 'base64');
  await mkdir(file('/splash'), { recursive: true });
  for (const screen of SCREENS) {
    const [width, height] = [screen.width * screen.ratio, screen.height * screen.ratio];
    const shades = await page.evaluate(drawShades, { icon, width, height, part: MARK });
    await writeFile(file(splashPath(screen)), twoColourPng(width, height, Buffer.from(shades, 'base64'), [15, 107, 102], [255, 255, 255]));
  }
});

/** In the page: the icon in the middle of a screen of its own ground, as shades of its mark in base64. */
async function drawShades({ icon, width, height, part }: { icon: string; width: number; height: number; part: number }): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;base64,${icon}`;
  await image.decode();
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.fillStyle = '#0f6b66';
  context.fillRect(0, 0, width, height);
  const side = Math.round(Math.min(width, height) * part);
  context.drawImage(image, Math.round((width - side) / 2), Math.round((height - side) / 2), side, side);
  const { data } = context.getImageData(0, 0, width, height);
  const shades = new Uint8Array(width * height).map((_, i) => Math.round(((data[i * 4]! - 15) / 240) * 15));
  const url = await new Promise<string>((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsDataURL(new Blob([shades]));
  });
  return url.slice(url.indexOf(',') + 1);
}

/** The microphone of a test names itself after the test. */
function namedMicrophone(): void {
  Object.defineProperty(MediaDeviceInfo.prototype, 'label', { get: () => 'Microphone' });
  Object.defineProperty(MediaStreamTrack.prototype, 'label', { get: () => 'Microphone' });
}

test('screenshots of the real app', async ({ server, newDevice }) => {
  await mkdir(file('/screenshots'), { recursive: true });
  const device = await newDevice({ seconds: 40, scripts: [namedMicrophone] });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  // What is offered once is no picture of every day.
  await page.evaluate(() => localStorage.setItem('holdfast.once.install', '1'));
  for (const ms of [3_000, 5_000, 2_000]) {
    await app.record();
    await app.waitForSaved(ms);
    await app.stop();
  }
  await expect((await app.items()).filter({ hasText: 'In the archive' })).toHaveCount(3, { timeout: 30_000 });
  await page.goto(server.url);
  const cdp = await page.context().newCDPSession(page);
  const shoot = async (width: number, height: number, deviceScaleFactor: number, path: string) => {
    await cdp.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor, mobile: false });
    const { data } = await cdp.send('Page.captureScreenshot', { format: 'png' });
    await writeFile(file(path), Buffer.from(data, 'base64'));
  };
  await app.record();
  await app.waitForSaved(12_000);
  await shoot(390, 844, 2, '/screenshots/phone.png');
  await shoot(1280, 800, 1, '/screenshots/computer.png');
  await app.stop();
});

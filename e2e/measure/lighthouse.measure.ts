import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { signInAs, type DemoSubject } from '../../test/build/signin.ts';
import { CHROMIUM_ARGS } from '../harness/browser.ts';
import { expect, test } from '../harness/fixtures.ts';

// What Lighthouse says of the built app, as a phone sees it. Lighthouse brings more packages than everything else here together,
// so that it is fetched when it is asked for and stays out of package.json. 12.8 is the last that runs on Node 20.

const LIGHTHOUSE = 'lighthouse@12.8.2';
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const;
/** Those in which anything below 100 is a fault of ours. */
const WHOLE = ['accessibility', 'best-practices'] as const;

interface Report {
  categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, { score: number | null; title: string; displayValue?: string }>;
}

/** How often Lighthouse may lose its own trace, for which it asks to be run again; it says nothing of the page. */
const LOST_TRACES = 2;

/** Asks Lighthouse about `url`, on a phone that it imitates: slow 4G, CPU at a fourth. `cookie`: whose page it is. */
async function ask(url: string, cookie: string, lost = 0): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-lighthouse-'));
  const path = join(folder, 'report.json');
  const headers = cookie ? ['--extra-headers', JSON.stringify({ Cookie: cookie })] : [];
  const flags = ['--headless=new', ...CHROMIUM_ARGS].join(' ');
  const args = ['--yes', LIGHTHOUSE, url, '--quiet', '--output=json', `--output-path=${path}`, `--only-categories=${CATEGORIES.join(',')}`, `--chrome-flags=${flags}`, '--no-enable-error-reporting', ...headers];
  try {
    await promisify(execFile)('npx', args, { cwd: folder, env: { ...process.env, CHROME_PATH: process.env.CHROMIUM_PATH }, timeout: 10 * 60_000, maxBuffer: 1 << 26 });
    return JSON.parse(await readFile(path, 'utf8')) as Report;
  } catch (error) {
    if (lost === LOST_TRACES || !String(error).includes('NO_NAVSTART')) throw error;
    return await ask(url, cookie, lost + 1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const points = ({ categories }: Report, name: string) => Math.round((categories[name]?.score ?? 0) * 100);
/** What costs points in a category. */
const faults = ({ categories, audits }: Report, name: string) =>
  categories[name]!.auditRefs.filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 1).map(({ id }) => `${id}: ${audits[id]!.title}`);

test('Lighthouse', async ({ server }) => {
  const cookie = async (subject: DemoSubject) => (await signInAs(server.url, subject)).cookiesFor(`${server.url}/api/session`);
  const doctor = await cookie('demo-doctor');
  const screens: [string, string, string][] = [
    ['sign-in', '/', ''],
    ['recorder', '/', doctor],
    ['recordings', '/recordings', doctor],
    ['administration', '/admin/flags', await cookie('demo-admin')],
  ];
  const rows: Record<string, string | number>[] = [];
  const found: string[] = [];
  for (const [screen, path, cookies] of screens) {
    const report = await ask(server.url + path, cookies);
    rows.push({
      screen,
      ...Object.fromEntries(CATEGORIES.map((name) => [name, points(report, name)])),
      'first contentful paint': report.audits['first-contentful-paint']?.displayValue ?? '',
      'largest contentful paint': report.audits['largest-contentful-paint']?.displayValue ?? '',
      'layout shift': report.audits['cumulative-layout-shift']?.displayValue ?? '',
      'total blocking time': report.audits['total-blocking-time']?.displayValue ?? '',
    });
    found.push(...WHOLE.flatMap((name) => faults(report, name).map((fault) => `${screen}: ${name}: ${fault}`)));
  }
  console.table(rows);
  expect(found).toEqual([]);
  for (const row of rows) for (const name of WHOLE) expect(row[name], `${row.screen}: ${name}`).toBe(100);
});

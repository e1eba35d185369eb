import type { BrowserContext, Page } from '@playwright/test';
import type { Session } from '../src/wire/api.ts';
import { expect, test as base } from './harness/fixtures.ts';
import { startForeignIssuer, type ForeignIssuer } from './harness/foreignissuer.ts';
import { startTestServer, type TestServer } from './harness/server.ts';

const test = base.extend<{ issuer: ForeignIssuer; abroad: TestServer }>({
  issuer: async ({}, use) => {
    const issuer = await startForeignIssuer();
    await use(issuer);
    await issuer.close();
  },
  /** A service whose people sign in with the issuer of another site. */
  abroad: async ({ issuer }, use) => {
    const server = await startTestServer({ env: issuer.env });
    await use(server);
    await server.dispose();
  },
});

/** Who the page's own requests are, asked by the page so that SameSite counts. */
async function whoIs(page: Page): Promise<Session | number> {
  return page.evaluate(async () => {
    const answer = await fetch('/api/session');
    return answer.ok ? ((await answer.json()) as Session) : answer.status;
  });
}

/** What the browser keeps of the app, beside what an issuer on the same host keeps of itself. */
async function cookies(context: BrowserContext): Promise<string[]> {
  const kept = (await context.cookies()).filter(({ path }) => !path.startsWith('/issuer'));
  return kept.map(({ name, sameSite, httpOnly, path }) => `${name} ${sameSite} ${httpOnly ? 'HttpOnly' : ''} ${path}`).sort();
}

/** As whoever stands in front of the issuer's page. */
async function choose(page: Page, url: string, user: string, returnTo = '/recordings'): Promise<void> {
  await page.goto(`${url}/oidc/signin?returnTo=${encodeURIComponent(returnTo)}`);
  await expect(page.getByRole('heading', { name: 'Who is recording?' })).toBeVisible();
  await page.getByRole('button', { name: user }).click();
  await page.waitForURL(`${url}${returnTo}`);
}

test('[OIDC15] signing in lands on the path the person came from, signed in, and going back comes to no used callback', async ({ server, device }) => {
  const page = await device.open(server.url);
  await choose(page, server.url, 'doctor@example.org');
  expect(await whoIs(page)).toMatchObject({ email: 'doctor@example.org', roles: ['user'] });
  expect(await cookies(device.context())).toEqual(['grant Strict HttpOnly /api/uploads', 'sid Strict HttpOnly /']);
  await expect(page.getByRole('heading', { name: 'Recordings' })).toBeVisible();
  expect(await page.evaluate(() => document.cookie)).toBe('');
  await page.goBack();
  expect(new URL(page.url()).pathname).toMatch(/^\/issuer\//);
});

test('[OIDC15] coming back from an issuer of another site lands signed in all the same', async ({ abroad, issuer, device }) => {
  const page = await device.open(abroad.url);
  const seen: string[] = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest()) seen.push(request.url());
  });
  await choose(page, abroad.url, 'nurse@example.org');
  expect(await whoIs(page)).toMatchObject({ email: 'nurse@example.org' });
  expect(seen.some((url) => url.startsWith(`${issuer.url}/interaction/`))).toBe(true);
  await page.goto(abroad.url);
  await expect(page.getByRole('button', { name: 'Record', exact: true })).toBeEnabled();
});

test('[OIDC15] the navigation that goes on after an issuer of another site has the strict cookies', async ({ abroad, device }) => {
  const page = await device.open(`${abroad.url}/oidc/signin?returnTo=/api/session`);
  await page.getByRole('button', { name: 'nurse@example.org' }).click();
  await page.waitForURL(`${abroad.url}/api/session`);
  expect(await page.locator('body').innerText()).toContain('nurse@example.org');
});

test('[OIDC15] the next person is asked who they are, and is nobody else', async ({ abroad, device }) => {
  const page = await device.open(abroad.url);
  await choose(page, abroad.url, 'nurse@example.org');
  await choose(page, abroad.url, 'admin@clinicalops.co');
  expect(await whoIs(page)).toMatchObject({ email: 'admin@clinicalops.co', roles: ['admin', 'user'] });
});

test('[OIDC15] two tabs sign in at once, and each gets through', async ({ abroad, device }) => {
  const first = await device.open(`${abroad.url}/oidc/signin?returnTo=/recordings`);
  const second = await device.open(`${abroad.url}/oidc/signin?returnTo=/recordings`);
  for (const page of [first, second]) {
    await page.getByRole('button', { name: 'doctor@example.org' }).click();
    await page.waitForURL(`${abroad.url}/recordings`);
  }
  expect(await whoIs(first)).toMatchObject({ email: 'doctor@example.org' });
});

test('[OIDC15] who cancels is told that their recordings are safe, and can try again', async ({ abroad, newDevice }) => {
  const device = await newDevice({ locale: 'es-MX' });
  const page = await device.open(`${abroad.url}/oidc/signin?returnTo=/recordings`);
  await page.getByRole('button', { name: 'Cancelar' }).click();
  await expect(page.getByRole('heading', { name: 'No se inició la sesión' })).toBeVisible();
  await expect(page.getByText('está a salvo')).toBeVisible();
  expect(await whoIs(page)).toBe(401);
  await page.getByRole('link', { name: 'Entrar de nuevo' }).click();
  await page.getByRole('button', { name: 'doctor@example.org' }).click();
  await page.waitForURL(`${abroad.url}/recordings`);
  expect(await whoIs(page)).toMatchObject({ email: 'doctor@example.org' });
});

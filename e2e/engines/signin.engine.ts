import { expect } from '@playwright/test';
import type { Session } from '../../src/wire/api.ts';
import { startForeignIssuer } from '../harness/foreignissuer.ts';
import { startTestServer } from '../harness/server.ts';
import type { Engine } from './engine.ts';
import { enginesHere } from './engines.ts';
import { test } from './fixtures.ts';
import { until } from './until.ts';

// Signing in over plain http://localhost, where WebKit keeps no Secure cookie, and with an issuer of another site.

const PAGE_MS = 30_000;

/** Goes to the issuer's page and chooses somebody there. Resolves when the browser is back on `returnTo`. */
async function choose(engine: Engine, url: string, user: string, returnTo: string): Promise<void> {
  await engine.open(`${url}/oidc/signin?returnTo=${encodeURIComponent(returnTo)}`);
  const press = () =>
    engine.run((wanted) => {
      const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent.includes(wanted));
      button?.click();
      return button !== undefined;
    }, user);
  await until(press, `nobody is asked whether they are ${user}`, PAGE_MS);
  // A page that is being left has nothing to say.
  const address = () => engine.run(() => location.href).catch(() => '');
  await until(async () => (await address()) === `${url}${returnTo}`, `not back on ${returnTo}`, PAGE_MS);
}

/** Who the page's own requests are. */
function whoIs(engine: Engine): Promise<Session | number> {
  return engine.run(async () => {
    const answer = await fetch('/api/session');
    return answer.ok ? ((await answer.json()) as Session) : answer.status;
  });
}

for (const under of enginesHere()) {
  test.describe(under.name, () => {
    test('[OIDC15] signing in over plain http on localhost lands signed in, and the next person is asked who they are', async ({ server, startOn }) => {
      const engine = (await startOn(under.launch)).engine();
      await choose(engine, server.url, 'doctor@example.org', '/recordings');
      expect(await whoIs(engine)).toMatchObject({ email: 'doctor@example.org', roles: ['user'] });
      expect(await engine.run(() => document.cookie)).toBe('');
      await choose(engine, server.url, 'admin@clinicalops.co', '/recordings');
      expect(await whoIs(engine)).toMatchObject({ email: 'admin@clinicalops.co', roles: ['admin', 'user'] });
    });

    test('[OIDC15] coming back from an issuer of another site lands signed in all the same', async ({ startOn }) => {
      const issuer = await startForeignIssuer();
      const abroad = await startTestServer({ env: issuer.env });
      try {
        const engine = (await startOn(under.launch)).engine();
        await choose(engine, abroad.url, 'nurse@example.org', '/recordings');
        expect(await whoIs(engine)).toMatchObject({ email: 'nurse@example.org' });
      } finally {
        await abroad.dispose();
        await issuer.close();
      }
    });
  });
}

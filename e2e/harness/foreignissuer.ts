import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDemoIssuer } from '../../api/adapters/local/issuer/demoissuer.ts';

/** The demo's issuer on a site that is not the app's: to a browser, 127.0.0.1 and localhost have nothing to do with each other. */
export interface ForeignIssuer {
  readonly url: string;
  /** What points a service at it. */
  readonly env: Record<string, string>;
  close(): Promise<void>;
}

/** Starts it on a port that the system chose. */
export async function startForeignIssuer(): Promise<ForeignIssuer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { settings, handle } = createDemoIssuer({ origin });
  server.on('request', handle);
  return {
    url: settings.issuer,
    env: {
      OIDC_ISSUER: settings.issuer,
      OIDC_CLIENT_ID: settings.clientId,
      OIDC_CLIENT_SECRET: settings.clientSecret,
      OIDC_ROLES_CLAIM: settings.rolesClaim,
      OIDC_SCOPE: settings.scope,
      // Where people are real, nobody records offline until an admin says so.
      FLAGS_SEED: 'demo',
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

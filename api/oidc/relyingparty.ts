import * as oidc from 'openid-client';
import type { Clock } from '../ports.ts';
import { isLoopback, type OidcSettings } from './oidcsettings.ts';

/** We as a client of the issuer, with what its metadata say. */
export interface RelyingParty {
  /** Rejects when the issuer is out of reach or its metadata are not its own. Asked for when first needed, and again after a failure. */
  configuration(): Promise<oidc.Configuration>;
}

export interface RelyingPartyOptions {
  settings: OidcSettings;
  clock: Clock;
  /** How the issuer is reached; the global one when left out. */
  fetch?: typeof fetch;
}

/** How long what an issuer says of itself is believed: an issuer that moves must not need a restart of ours. */
const FRESH_MS = 60 * 60 * 1000;
/** Somebody is waiting in front of the screen. */
const TIMEOUT_SECONDS = 10;

/** Discovers the issuer (OpenID Connect Discovery 1.0) and remembers what it said for an hour. */
export function createRelyingParty({ settings, clock, fetch }: RelyingPartyOptions): RelyingParty {
  let current: { configuration: Promise<oidc.Configuration>; atMs: number } | undefined;
  return {
    configuration() {
      if (current && clock() - current.atMs < FRESH_MS) return current.configuration;
      const asked = { configuration: discovered(settings, fetch), atMs: clock() };
      current = asked;
      asked.configuration.catch(() => {
        if (current === asked) current = undefined;
      });
      return asked.configuration;
    },
  };
}

async function discovered({ issuer, clientId, clientSecret, clientAuth }: OidcSettings, fetch?: typeof globalThis.fetch): Promise<oidc.Configuration> {
  const server = new URL(issuer);
  const local = server.protocol === 'http:' && isLoopback(server.hostname);
  const auth: oidc.ClientAuth = (as, ...rest) => secretAs(clientAuth ?? preferred(as), clientSecret)(as, ...rest);
  return oidc.discovery(server, clientId, {}, auth, {
    timeout: TIMEOUT_SECONDS,
    ...(fetch && { [oidc.customFetch]: (url, init) => fetch(url, init as RequestInit) }),
    // Non-repudiation: signatures of ID tokens are verified although they come straight from the issuer.
    execute: [oidc.enableNonRepudiationChecks, ...(local ? [oidc.allowInsecureRequests] : [])],
  });
}

function secretAs(way: 'basic' | 'post', secret: string): oidc.ClientAuth {
  return way === 'basic' ? oidc.ClientSecretBasic(secret) : oidc.ClientSecretPost(secret);
}

// OpenID Connect Discovery: where the list is left out, it is Basic.
function preferred({ token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] }: oidc.ServerMetadata): 'basic' | 'post' {
  return methods.includes('client_secret_basic') ? 'basic' : 'post';
}

import { listen, type Listener } from '../../../listen.ts';
import type { Clock } from '../../../ports.ts';
import { fingerprintOf, lanCertificate } from './certificate.ts';
import { createPhonePages, PHONE_PATH } from './phonepages.ts';

/** A port of this machine in its own network, over HTTPS. */
export interface LanListener extends Listener {
  /** Where this process reaches what is served without TLS, as it does not trust the certificate: an origin of this machine only. */
  inside: string;
  /** SHA-256 of what phones are to trust, as they show it. */
  fingerprint: string;
}

/**
 * Takes `port` at the IPv4 `address` with a certificate that is made and kept in `dir`, and tells phones at `PHONE_PATH` how to
 * trust it. Rejects when the port is taken or the address is not one of this machine.
 */
export async function listenOnLan({ port, address, dir, clock }: { port: number; address: string; dir: string; clock: Clock }): Promise<LanListener> {
  const { key, chain, authority } = await lanCertificate({ dir, address, clock });
  const outside = await listen({ port, host: address, tls: { key, cert: chain } });
  const inside = await listen({ port: 0, host: '127.0.0.1' });
  return {
    port: outside.port,
    inside: `http://127.0.0.1:${inside.port}`,
    fingerprint: fingerprintOf(authority),
    serve(answers) {
      inside.serve(answers);
      outside.serve({ ...answers, beside: { ...answers.beside, [PHONE_PATH]: createPhonePages({ authority }) } });
    },
    async close(graceMs) {
      await Promise.all([outside.close(graceMs), inside.close(graceMs)]);
    },
  };
}

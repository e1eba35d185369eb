import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';

// Which of this machine's addresses a phone in the same network can reach.

/** Words that ask for something that is not there; the message is for the person who typed them. */
export class LanError extends Error {}

/** RFC 1918: networks that nobody reaches from outside. */
const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/;
/** Of virtual machines, containers and tunnels: a phone is not in there. */
const VIRTUAL = /^(?:docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|utun|tun|tap|wg|tailscale|zt|bridge)/i;

/**
 * The IPv4 addresses of this machine in private networks, the likeliest first.
 * @param {ReturnType<typeof networkInterfaces>} [interfaces]
 * @returns {string[]}
 */
export function lanAddresses(interfaces = networkInterfaces()) {
  const found = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses.filter(({ family, internal, address }) => family === 'IPv4' && !internal && PRIVATE.test(address)).map(({ address }) => ({ name, address })),
  );
  return found.toSorted((a, b) => Number(VIRTUAL.test(a.name)) - Number(VIRTUAL.test(b.name))).map(({ address }) => address);
}

/**
 * What the words after `npm start --` ask for: nothing, or `--host` with or without an address of this machine.
 * @param {readonly string[]} words
 * @param {readonly string[]} [addresses] Those of this machine.
 * @returns {{ address: string, others: string[] } | undefined} Where to answer in the network, and where else one could.
 * @throws {LanError}
 */
export function lanOf(words, addresses = lanAddresses()) {
  if (words.length === 0) return undefined;
  const [option, given, ...more] = words[0]?.startsWith('--host=') ? words[0].split('=').concat(words.slice(1)) : words;
  if (option !== '--host' || more.length > 0) throw new LanError(`Not understood: ${words.join(' ')}. There is: npm start -- --host [address]`);
  const address = given ?? addresses[0];
  if (address === undefined) throw new LanError('This computer is in no private network that a phone could reach. Join one (the same Wi-Fi as the phone), or name an address: npm start -- --host 192.168.1.5');
  if (!isIPv4(address)) throw new LanError(`${address} is not an address such as 192.168.1.5.`);
  return { address, others: addresses.filter((one) => one !== address) };
}

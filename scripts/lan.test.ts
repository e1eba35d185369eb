import type { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { lanAddresses, LanError, lanOf } from './lan.mjs';

const face = (address: string, more: object = {}) => ({ address, family: 'IPv4', internal: false, netmask: '', mac: '', cidr: null, ...more }) as NonNullable<ReturnType<typeof networkInterfaces>[string]>[number];

test('[LAN1] of this machine’s addresses a phone is given one of a private network, and a virtual one only when there is no other', () => {
  const found = lanAddresses({
    lo: [face('127.0.0.1', { internal: true }), face('10.0.0.1', { internal: true })],
    docker0: [face('172.17.0.1')],
    en0: [face('fe80::1', { family: 'IPv6' }), face('192.168.1.5')],
    ppp0: [face('203.0.113.9')],
    wlan0: [face('10.0.0.7')],
  });
  expect(found).toEqual(['192.168.1.5', '10.0.0.7', '172.17.0.1']);
  expect(lanAddresses({ en0: [face('172.32.0.1'), face('172.15.0.1'), face('172.16.0.1')] })).toEqual(['172.16.0.1']);
});

test('[LAN1] --host alone takes the first address, with one it takes that, and without it nothing leaves this machine', () => {
  expect(lanOf([], ['10.0.0.7'])).toBeUndefined();
  expect(lanOf(['--host'], ['10.0.0.7', '10.0.1.7'])).toEqual({ address: '10.0.0.7', others: ['10.0.1.7'] });
  expect(lanOf(['--host', '127.0.0.1'], ['10.0.0.7'])).toEqual({ address: '127.0.0.1', others: ['10.0.0.7'] });
  expect(lanOf(['--host=10.0.1.7'], ['10.0.0.7', '10.0.1.7'])).toEqual({ address: '10.0.1.7', others: ['10.0.0.7'] });
});

test('[LAN1] what is not understood, no address, or no network is told in a sentence', () => {
  const message = (words: string[], addresses: string[] = []) => {
    try {
      return lanOf(words, addresses);
    } catch (error) {
      expect(error).toBeInstanceOf(LanError);
      return (error as Error).message;
    }
  };
  expect(message(['--help'])).toContain('npm start -- --host [address]');
  expect(message(['--host', '10.0.0.7', 'x'])).toContain('Not understood: --host 10.0.0.7 x');
  expect(message(['--host'])).toContain('no private network');
  expect(message(['--host', 'my-mac.local'])).toBe('my-mac.local is not an address such as 192.168.1.5.');
});

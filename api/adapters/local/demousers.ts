import { createHash } from 'node:crypto';
import { ownerIdFromHash, ownerIdInput } from '../../../src/core/names.ts';
import type { Person } from '../../ports.ts';

/** Who the demo's recordings belong to is made of this and the subject. */
const ISSUER = 'urn:holdfast:demo';

const SUBJECTS: Readonly<Record<string, Omit<Person, 'ownerId'>>> = {
  'demo-admin': { email: 'admin@clinicalops.co', roles: ['admin', 'user'] },
  'demo-support': { email: 'support@clinicalops.co', roles: ['user'] },
  'demo-doctor': { email: 'doctor@example.org', roles: ['user'] },
  'demo-nurse': { email: 'nurse@example.org', roles: ['user'] },
};

/** The people of the demo by their subject, in the order in which they are offered. */
export const DEMO_USERS: ReadonlyMap<string, Person> = new Map(
  Object.entries(SUBJECTS).map(([subject, person]) => {
    const hash = createHash('sha256').update(ownerIdInput(ISSUER, subject)).digest('hex');
    return [subject, { ownerId: ownerIdFromHash(hash), ...person }];
  }),
);

import type { Role } from '../../../ports.ts';

/** Somebody whom the demo's issuer knows. */
export interface DemoUser {
  subject: string;
  email: string;
  roles: readonly Role[];
}

/** The people of the demo, in the order in which they are offered. */
export const DEMO_USERS: readonly DemoUser[] = [
  { subject: 'demo-admin', email: 'admin@clinicalops.co', roles: ['admin', 'user'] },
  { subject: 'demo-support', email: 'support@clinicalops.co', roles: ['user'] },
  { subject: 'demo-doctor', email: 'doctor@example.org', roles: ['user'] },
  { subject: 'demo-nurse', email: 'nurse@example.org', roles: ['user'] },
];

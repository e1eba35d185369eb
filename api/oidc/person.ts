import { createHash } from 'node:crypto';
import { ownerIdFromHash, ownerIdInput } from '../../src/core/names.ts';
import { ROLES, type Person, type Role } from '../ports.ts';

/** What an issuer says of somebody, by the names of its claims. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Who `subject` of `issuer` is to us, or undefined when the issuer gives them roles and none of ours is among them.
 * The e-mail counts when it is there and not called unverified. Without the claim of roles at all somebody is a user.
 */
export function personOf(issuer: string, subject: string, claims: Claims, rolesClaim: string): Person | undefined {
  const roles = rolesIn(claims[rolesClaim]);
  if (roles.length === 0) return undefined;
  const ownerId = ownerIdFromHash(createHash('sha256').update(ownerIdInput(issuer, subject)).digest('hex'));
  return { ownerId, email: emailIn(claims), roles };
}

function rolesIn(claim: unknown): Role[] {
  if (claim === undefined) return ['user'];
  const names: unknown[] = typeof claim === 'string' ? claim.split(/\s+/) : Array.isArray(claim) ? claim : [];
  return ROLES.filter((role) => names.includes(role));
}

// Some issuers say true and false in words.
function emailIn({ email, email_verified: verified }: Claims): string | null {
  const unverified = verified === false || verified === 'false';
  return typeof email === 'string' && email !== '' && !unverified ? email : null;
}

import { ROLES, type Role } from '../ports.ts';

/** The roles that this build knows among those that are stored: a newer build may have stored more. */
export function rolesIn(stored: readonly string[]): Role[] {
  return ROLES.filter((role) => stored.includes(role));
}

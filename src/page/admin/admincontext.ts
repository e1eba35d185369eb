import type { ReadonlySignal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { AdminApi } from './adminapi.ts';
import type { FlagDesk } from './flags/flagdesk.ts';
import type { Gate } from './gate.ts';

/** What the admins' views see and may ask for. */
export interface Admin {
  api: AdminApi;
  gate: Gate;
  desk: FlagDesk;
  /** Nobody was here for too long. */
  locked: ReadonlySignal<boolean>;
  /** There is a network, as far as the browser knows. */
  online: ReadonlySignal<boolean>;
}

const Context = createContext<Admin | null>(null);
export const AdminProvider = Context.Provider;

/** The administration that a view is in. */
export function useAdmin(): Admin {
  const admin = useContext(Context);
  if (!admin) throw new Error('outside AdminProvider');
  return admin;
}

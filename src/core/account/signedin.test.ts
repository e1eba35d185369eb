import { expect, test } from 'vitest';
import { settleSignOut, signInState, whoIsSignedIn, type AccountApi, type PendingSignOut, type SignedIn, type SignOutMemory } from './signedin.ts';

const A = 'a'.repeat(32);
const B = 'b'.repeat(32);

/** A server with one browser's cookies, and the sign-outs that it has heard of; and a device's memory. */
function createWorld(options: { session?: SignedIn | null; grant?: string | null; online?: boolean; pending?: PendingSignOut }) {
  let { session = null, grant = session?.ownerId ?? null, online = true, pending } = options;
  let asked = 0;
  const api: AccountApi = {
    async session() {
      asked += 1;
      return online ? session : undefined;
    },
    uploaders: async () => (online ? [...new Set([session?.ownerId, grant])].filter((owner) => typeof owner === 'string') : undefined),
    async signOut() {
      if (online) session = grant = null;
      return online;
    },
  };
  const memory: SignOutMemory = {
    pendingSignOut: async () => pending,
    async forgetPendingSignOut(done) {
      if (pending?.ownerId === done.ownerId && pending.signedInAtMs === done.signedInAtMs) pending = undefined;
    },
  };
  return { api, memory, asked: () => asked, cookies: () => ({ session: session?.ownerId ?? null, grant }), pending: () => pending, set: (change: { online: boolean }) => (online = change.online) };
}

const signedIn = (ownerId: string, signedInAtMs: number | null): SignedIn => ({ ownerId, email: null, signedInAtMs });

test('[ACC1] in, sending, out, other or unknown: by the session, then by whose uploads may be sent', async () => {
  const stateOf = async (world: ReturnType<typeof createWorld>) => signInState(A, await whoIsSignedIn(world.api, world.memory), world.api);
  expect(await stateOf(createWorld({ session: signedIn(A, 1) }))).toBe('in');
  expect(await stateOf(createWorld({ session: null, grant: A }))).toBe('sending');
  expect(await stateOf(createWorld({ session: null, grant: null }))).toBe('out');
  expect(await stateOf(createWorld({ session: null, grant: B }))).toBe('out');
  expect(await stateOf(createWorld({ session: signedIn(B, 1) }))).toBe('other');
  expect(await stateOf(createWorld({ session: signedIn(B, 1), grant: A }))).toBe('other');
  expect(await stateOf(createWorld({ session: signedIn(A, 1), online: false }))).toBe('unknown');
  const { api } = createWorld({ online: false });
  expect(await signInState(A, null, api)).toBe('unknown');
});

test('[ACC2] a sign-out that was made without the server ends that session and grant as soon as the server is there', async () => {
  const world = createWorld({ session: signedIn(A, 1), online: false, pending: { ownerId: A, signedInAtMs: 1 } });
  expect(await whoIsSignedIn(world.api, world.memory)).toBeUndefined();
  expect(world.pending()).toEqual({ ownerId: A, signedInAtMs: 1 });
  world.set({ online: true });
  expect(await whoIsSignedIn(world.api, world.memory)).toBeNull();
  expect(world.cookies()).toEqual({ session: null, grant: null });
  expect(world.pending()).toBeUndefined();
});

test('[ACC2] it ends the grant that has outlived the session', async () => {
  const world = createWorld({ session: null, grant: A, pending: { ownerId: A, signedInAtMs: 1 } });
  expect(await whoIsSignedIn(world.api, world.memory)).toBeNull();
  expect(world.cookies()).toEqual({ session: null, grant: null });
  expect(world.pending()).toBeUndefined();
});

test.each([
  ['somebody else', signedIn(B, 2)],
  ['somebody else at the same moment', signedIn(B, 1)],
  ['the same person again', signedIn(A, 2)],
])('[ACC2] it never ends the session of %s who has signed in since', async (_, later) => {
  const world = createWorld({ session: later, pending: { ownerId: A, signedInAtMs: 1 } });
  expect(await whoIsSignedIn(world.api, world.memory)).toEqual(later);
  expect(world.cookies()).toEqual({ session: later.ownerId, grant: later.ownerId });
  expect(world.pending()).toBeUndefined();
});

test("[ACC2] somebody else's grant is left alone, and a sign-out with nothing left to end is settled", async () => {
  const world = createWorld({ session: null, grant: B, pending: { ownerId: A, signedInAtMs: 1 } });
  expect(await whoIsSignedIn(world.api, world.memory)).toBeNull();
  expect(world.cookies().grant).toBe(B);
  expect(world.pending()).toBeUndefined();
});

test('[ACC2] a sign-out that does not arrive stays pending, and its person counts as nobody all the same', async () => {
  const world = createWorld({ session: signedIn(A, 1), pending: { ownerId: A, signedInAtMs: 1 } });
  const api: AccountApi = { ...world.api, signOut: async () => false };
  expect(await whoIsSignedIn(api, world.memory)).toBeNull();
  expect(await settleSignOut(api, world.memory)).toEqual({ ownerId: A, signedInAtMs: 1 });
  const deaf: AccountApi = { ...world.api, session: async () => null, uploaders: async () => undefined };
  expect(await settleSignOut(deaf, world.memory)).toEqual({ ownerId: A, signedInAtMs: 1 });
  expect(await settleSignOut(world.api, world.memory)).toBeUndefined();
});

test('[ACC2] without a pending sign-out the server is not asked', async () => {
  const world = createWorld({ session: signedIn(A, 1) });
  expect(await settleSignOut(world.api, world.memory)).toBeUndefined();
  expect(world.asked()).toBe(0);
});

import { signal, type ReadonlySignal } from '@preact/signals';
import type { FlagsHistory } from '../../../wire/flagadmin.ts';
import type { AdminApi } from '../adminapi.ts';

/** What is known here of the history, newest first. No method rejects. */
export interface PastVersions {
  known: ReadonlySignal<Pick<FlagsHistory, 'versions' | 'next'> | null>;
  failed: ReadonlySignal<boolean>;
  /** Reads what is new, from what counts now on. */
  refresh(): Promise<void>;
  /** Reads earlier ones. */
  more(): Promise<void>;
}

export function createPastVersions(api: Pick<AdminApi, 'history'>, heard: <A extends { kind: string }>(answer: A) => A): PastVersions {
  const known = signal<Pick<FlagsHistory, 'versions' | 'next'> | null>(null);
  const failed = signal(false);

  async function read(before?: number): Promise<void> {
    const answer = heard(await api.history(before));
    failed.value = answer.kind !== 'ok';
    if (answer.kind !== 'ok') return;
    const earlier = known.value?.versions ?? [];
    const { versions, next } = answer.value;
    if (before !== undefined) {
      known.value = { versions: [...earlier, ...versions.filter(({ version }) => version < before)], next };
      return;
    }
    // What was read before goes on from here, if there is no hole between.
    const oldest = versions.at(-1)?.version ?? 0;
    const joined = earlier.some(({ version }) => version >= oldest);
    known.value = { versions: [...versions, ...(joined ? earlier.filter(({ version }) => version < oldest) : [])], next: joined && known.value ? known.value.next : next };
  }

  return {
    known,
    failed,
    refresh: () => read(),
    async more() {
      const next = known.value?.next;
      if (next != null) await read(next);
    },
  };
}

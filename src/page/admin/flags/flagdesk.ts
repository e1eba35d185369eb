import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import { changesBetween, type FlagChange } from '../../../core/flags/changes.ts';
import { settingsOf } from '../../../core/flags/settings.ts';
import type { FlagsVersionAnswer, FlagsWritten, NamedPerson } from '../../../wire/flagadmin.ts';
import type { FlagDocument } from '../../../wire/flags.ts';
import type { AdminApi, Trouble, WriteAnswer } from '../adminapi.ts';
import { editOf, type Edit } from './edit.ts';
import { countChanges, formOf, type FieldName, type Form } from './form.ts';
import { rebased } from './rebase.ts';

/** A service may take so much longer than the one that wrote. */
const SERVICE_LAG_SECONDS = 2;

/** A version with who made it. */
export type Reading = Pick<FlagsVersionAnswer, 'version' | 'etag' | 'document' | 'change'>;
/** And with whom it names. */
export type NamedReading = Pick<FlagsVersionAnswer, keyof Reading | 'named'>;

/** What was written last, to be told. */
export interface Done {
  kind: 'saved' | 'killed' | 'returned';
  version: number;
  /** False: it was so already. */
  changed: boolean;
  /** How long it takes until open pages know. */
  withinSeconds: number;
  hold: boolean;
}

/** Somebody else has written meanwhile: what counts now, what was edited, and what they have changed. */
export interface Meanwhile {
  current: Reading;
  base: Reading | null;
  theirs: readonly FlagChange[];
}

/** The flags as one admin sees and edits them. An edit is never lost but by `reset` or `takeTheirs`. No method rejects. */
export interface FlagDesk {
  /** What is being edited; null until it was read. */
  base: ReadonlySignal<NamedReading | null>;
  /** What counts, as far as is known here: `base`, or what somebody else has saved meanwhile. */
  counts: ReadonlySignal<Reading | null>;
  form: ReadonlySignal<Form | null>;
  /** How many things the form changes. */
  changes: ReadonlySignal<number>;
  /** What would be saved. */
  edit: ReadonlySignal<Edit | null>;
  why: ReadonlySignal<string>;
  /** Why the last request came to nothing. */
  trouble: ReadonlySignal<Trouble | null>;
  meanwhile: ReadonlySignal<Meanwhile | null>;
  done: ReadonlySignal<Done | null>;
  busy: ReadonlySignal<boolean>;
  /** Whom documents that were read here name. */
  named: ReadonlySignal<readonly NamedPerson[]>;
  load(): Promise<void>;
  /** Looks whether another version counts by now. An edit stays what it is, and its person is told. */
  follow(): Promise<void>;
  set(field: FieldName, text: string): void;
  change(to: Partial<Form>): void;
  setWhy(text: string): void;
  reset(): void;
  /** Each resolves true when it was written. */
  save(): Promise<boolean>;
  kill(why: string): Promise<boolean>;
  returnTo(version: number, why: string): Promise<boolean>;
  /** Puts the edit on top of what counts now. */
  onTop(): Promise<boolean>;
  takeTheirs(): Promise<void>;
  read(version: number): ReturnType<AdminApi['flags']>;
}

/** `heard` is told every answer, and gives it back. */
export function createFlagDesk(api: AdminApi, nowMs: () => number, heard: <A extends { kind: string }>(answer: A) => A): FlagDesk {
  const base = signal<NamedReading | null>(null);
  const form = signal<Form | null>(null);
  const why = signal('');
  const trouble = signal<Trouble | null>(null);
  const meanwhile = signal<Meanwhile | null>(null);
  const done = signal<Done | null>(null);
  const busy = signal(false);
  const named = signal<readonly NamedPerson[]>([]);
  const changes = computed(() => (form.value && base.value ? countChanges(form.value, base.value.document) : 0));
  const counts = computed(() => meanwhile.value?.current ?? base.value);
  const edit = computed(() => (form.value && base.value ? editOf(form.value, base.value.document, nowMs()) : null));

  function learn(people: readonly NamedPerson[]): void {
    const known = new Set(people.map(({ hmac }) => hmac));
    named.value = [...people, ...named.value.filter(({ hmac }) => !known.has(hmac))];
  }

  /** `current` counts. What the form changes it goes on changing. */
  function take(current: NamedReading, edit: Form = rebase(current.document)): void {
    batch(() => {
      learn(current.named);
      base.value = current;
      form.value = edit;
      meanwhile.value = null;
      trouble.value = null;
    });
  }

  const rebase = (current: FlagDocument) => (form.value && base.value ? rebased(form.value, base.value.document, current) : formOf(current));

  async function load(edit?: (current: FlagDocument) => Form): Promise<boolean> {
    const answer = heard(await api.flags());
    if (answer.kind !== 'ok') trouble.value = answer;
    else take(answer.value, edit?.(answer.value.document));
    return answer.kind === 'ok';
  }

  async function write(kind: Done['kind'], send: () => Promise<WriteAnswer>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    done.value = null;
    trouble.value = null;
    const answer = heard(await send());
    batch(() => {
      busy.value = false;
      if (answer.kind === 'conflict') meanwhile.value = answer.conflict;
      else if (answer.kind !== 'ok') trouble.value = answer;
      else written(kind, answer.value);
    });
    return answer.kind === 'ok';
  }

  function written(kind: Done['kind'], answer: FlagsWritten): void {
    take(answer, kind === 'saved' ? formOf(answer.document) : rebase(answer.document));
    if (kind === 'saved') why.value = '';
    const { version, changed, document } = answer;
    const hold = document.flags.enableOfflineRecording.whenOff !== 'drain';
    done.value = { kind, version, changed, withinSeconds: settingsOf(document.settings).pollSeconds + SERVICE_LAG_SECONDS, hold };
  }

  const etag = () => base.value?.etag ?? '';
  const change = (to: Partial<Form>) => {
    if (form.value) form.value = { ...form.value, ...to };
  };
  return {
    base,
    counts,
    form,
    changes,
    edit,
    why,
    trouble,
    meanwhile,
    done,
    busy,
    named,
    async load() {
      await load();
    },
    async follow() {
      const known = base.value;
      if (!known || busy.value) return;
      const version = await api.countingVersion();
      if (version === undefined || version <= known.version || busy.value || base.value !== known) return;
      const answer = heard(await api.flags());
      if (answer.kind !== 'ok' || busy.value || base.value !== known || answer.value.version <= known.version) return;
      if (changes.value === 0) return take(answer.value);
      learn(answer.value.named);
      meanwhile.value = { current: answer.value, base: known, theirs: changesBetween(known.document, answer.value.document) };
    },
    set(field, text) {
      if (form.value) change({ fields: { ...form.value.fields, [field]: text } });
    },
    change,
    setWhy: (text) => (why.value = text),
    reset() {
      if (base.value) form.value = formOf(base.value.document);
    },
    async save() {
      const { draft, faults } = edit.peek() ?? {};
      return draft !== undefined && faults?.length === 0 && write('saved', () => api.save({ ...draft, why: why.peek().trim() }, etag()));
    },
    kill: (text) => write('killed', () => api.kill(text)),
    returnTo: (version, text) => write('returned', () => api.returnTo(version, text, etag())),
    onTop: () => load(),
    async takeTheirs() {
      await load(formOf);
    },
    async read(version) {
      const answer = heard(await api.flags(version));
      if (answer.kind === 'ok') learn(answer.value.named);
      return answer;
    },
  };
}

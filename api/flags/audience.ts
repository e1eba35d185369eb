import { evaluateFlag, type Evaluation, type Person } from '../../src/core/flags/evaluate.ts';
import type { FlagPreview, FlagTally } from '../../src/wire/flagadmin.ts';
import type { FlagDocument } from '../../src/wire/flags.ts';
import { normalEmail } from '../../src/core/flags/seed32.ts';
import type { KnownPerson } from '../ports.ts';
import type { PersonHmac } from './personhmac.ts';

export interface Audience {
  people: readonly KnownPerson[];
  personHmac: PersonHmac;
  now: FlagDocument;
  draft: FlagDocument;
  /** Whom to look up. */
  email?: string | undefined;
}

type Decided = Omit<Evaluation, 'reason'> & { reason: FlagTally['byReason'][number]['reason'] };

/** Who would get the offline recorder, in numbers. Nobody is named; what a device decides for itself is not known here. */
export function audienceOf({ people, personHmac, now, draft, email }: Audience): FlagPreview {
  const active = people.filter(({ disabled }) => !disabled).map((person) => personOf(person.email, personHmac));
  const before = active.map((person) => decided(now, person));
  const after = active.map((person) => decided(draft, person));
  return {
    holdfast: 'flags_preview',
    feature: 'enableOfflineRecording',
    people: active.length,
    shutOut: people.length - active.length,
    now: tallied(before),
    draft: tallied(after),
    gaining: after.filter(({ enabled }, i) => enabled && !before[i]?.enabled).length,
    losing: after.filter(({ enabled }, i) => !enabled && before[i]?.enabled).length,
    lookup: email === undefined ? null : lookedUp(email, { people, personHmac, now, draft }),
  };
}

function lookedUp(email: string, { people, personHmac, now, draft }: Audience): NonNullable<FlagPreview['lookup']> {
  const person = personOf(email, personHmac);
  const same = people.filter((known) => known.email !== null && normalEmail(known.email) === normalEmail(email));
  const verdict = (document: FlagDocument) => {
    const { enabled, reason } = decided(document, person);
    return { enabled, reason };
  };
  return {
    known: same.length > 0,
    shutOut: same.length > 0 && same.every(({ disabled }) => disabled),
    bucket: decided(now, person).bucket ?? null,
    now: verdict(now),
    draft: verdict(draft),
  };
}

function personOf(email: string | null, personHmac: PersonHmac): Person {
  return { email: email ?? undefined, internalHmac: personHmac.of(email) };
}

function decided(document: FlagDocument, person: Person): Decided {
  const evaluation = evaluateFlag(document, 'enableOfflineRecording', person, { crashLoop: false }, false);
  const { reason } = evaluation;
  // Matters of a device, and there is none.
  if (reason === 'crash_loop' || reason === 'override') throw new Error('decided by a device that is not there');
  return { ...evaluation, reason };
}

function tallied(decisions: readonly Decided[]): FlagTally {
  const reasons = new Map<Decided['reason'], { on: number; off: number }>();
  for (const { reason, enabled } of decisions) {
    const counted = reasons.get(reason) ?? { on: 0, off: 0 };
    counted[enabled ? 'on' : 'off']++;
    reasons.set(reason, counted);
  }
  const on = decisions.filter(({ enabled }) => enabled).length;
  return { on, off: decisions.length - on, byReason: [...reasons].map(([reason, counted]) => ({ reason, ...counted })) };
}

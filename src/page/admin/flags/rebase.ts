import type { FlagDocument } from '../../../wire/flags.ts';
import { changedFields, formOf, removedUsers, type FieldName, type Form } from './form.ts';

/** `form`, an edit of `base`, as an edit of `current`: what it has changed stays changed, everything else is as others have made it. */
export function rebased(form: Form, base: FlagDocument, current: FlagDocument): Form {
  const mine = changedFields(form, base);
  const removed = removedUsers(form, base);
  const now = formOf(current);
  return {
    fields: { ...now.fields, ...Object.fromEntries(mine.map((name) => [name, form.fields[name]])) },
    internalUsers: now.internalUsers.filter((hmac) => !removed.includes(hmac)),
    addInternal: form.addInternal,
  };
}

/** The fields that `form`, an edit of `base`, and `current` have both changed, and not to the same. */
export function changedByBoth(form: Form, base: FlagDocument, current: FlagDocument): FieldName[] {
  const [before, now] = [formOf(base).fields, formOf(current).fields];
  return changedFields(form, base).filter((name) => now[name] !== before[name] && now[name] !== form.fields[name]);
}

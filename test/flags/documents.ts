import fc from 'fast-check';
import { SETTINGS } from '../../src/core/flags/settings.ts';

// Flag documents, right and wrong: now and then a part is missing, of another type, or just out of bounds.

const hmac = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });
const junk = fc.oneof(fc.constantFrom<unknown>(null, '', 'x', -1, 0.5, 1e9, true, [], {}, ['x'], 'ana@clinic.example'), fc.jsonValue());

/** Mostly `right`, else one of `wrong` or anything. */
const mostly = (right: fc.Arbitrary<unknown>, ...wrong: unknown[]) =>
  fc.oneof({ arbitrary: right, weight: 99 }, { arbitrary: fc.oneof(fc.constantFrom(...wrong, null), junk), weight: 1 });

/** An object whose fields are mostly there; `optional` ones come and go. Fields that nobody knows are added. */
const object = (required: Record<string, fc.Arbitrary<unknown>>, optional: Record<string, fc.Arbitrary<unknown>> = {}) =>
  fc
    .tuple(
      fc.record(required),
      fc.record(optional, { requiredKeys: [] }),
      fc.oneof({ arbitrary: fc.constant('none'), weight: 99 }, { arbitrary: fc.constantFrom('none', ...Object.keys(required)), weight: 1 }),
      fc.dictionary(fc.constantFrom('zebra', 'newer'), fc.jsonValue(), { maxKeys: 1 }),
    )
    .map(([given, more, dropped, unknown]) => Object.fromEntries(Object.entries({ ...unknown, ...given, ...more }).filter(([name]) => name !== dropped)));

const whole = (min: number, max: number) => mostly(fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max)), min - 1, max + 1, min + 0.5, String(min));
const text = (max: number) => mostly(fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), fc.constantFrom('é'.repeat(max), '🎙'.repeat(max))), '', 'a'.repeat(max + 1), '🎙'.repeat(max + 1));
const slug = mostly(fc.string({ unit: fc.constantFrom(...'aZ09_-'), minLength: 1, maxLength: 64 }), '', 'a b', 'a'.repeat(65));
const person = mostly(hmac, 'ana@clinic.example', 'AB'.repeat(32), 'ab'.repeat(31));
const list = (entry: fc.Arbitrary<unknown>, minLength: number, maxLength: number) => mostly(fc.array(entry, { minLength, maxLength, size: 'small' }), 'x', {});

const phase = object({
  name: text(40),
  percent: whole(0, 100),
  fromDay: whole(1, 999),
  toDay: whole(1, 999),
  leastDays: mostly(fc.constantFrom(0, 0.5, 4, 99), -1, 100),
  leastUploads: whole(1, 1_000_000),
});

const flag = object(
  { kill: mostly(fc.boolean(), 'true'), default: mostly(fc.boolean(), 0) },
  {
    internalUsers: list(person, 0, 5),
    percent: whole(0, 100),
    bucketing: mostly(fc.constant('seed32'), 'dice'),
    whenOff: mostly(fc.constantFrom('hold', 'drain'), 'delete'),
    phases: list(phase, 1, 4),
  },
);

const settings = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, setting]) => [
    name,
    setting.kind === 'switch' ? mostly(fc.boolean(), 'true') : 'nullable' in setting ? fc.oneof(whole(setting.min, setting.max), fc.constant(null)) : whole(setting.min, setting.max),
  ]),
);

const notice = object({
  id: slug,
  text: mostly(object({ en: text(280), es: text(280) }), 'Hello'),
  level: mostly(fc.constantFrom('info', 'warning'), 'panic'),
  untilMs: whole(0, Number.MAX_SAFE_INTEGER),
});

const cleanupRequest = object({ id: slug, user: person, what: mostly(fc.constantFrom('expired', 'archived'), 'everything') });

const time = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((date) => date.toISOString());

/** About as many that may be written as that may not. */
export const documents = object(
  {
    version: whole(1, 1_000_000),
    updatedAt: mostly(time, '2026-13-01T00:00:00Z', 'yesterday', '2026-01-01', '2026-01-01T00:00:00+01:00'),
    flags: mostly(object({ enableOfflineRecording: flag }), {}),
  },
  {
    settings: mostly(object({}, settings), []),
    notice: fc.oneof(fc.constant(null), notice),
    cleanupRequests: list(cleanupRequest, 0, 3),
  },
);

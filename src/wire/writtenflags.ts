import * as v from 'valibot';
import { SETTINGS, type NumberSetting, type SwitchSetting } from '../core/flags/settings.ts';
import { cleanupRequest, flagsVersion, notice, personHmac, phase, whole } from './flags.ts';

// The flag document as it may be written. Apart from the reading, because only admins and the server need it.

type SettingSchema = v.GenericSchema<unknown, number | boolean | null>;

const settingSchema = (setting: NumberSetting | SwitchSetting): SettingSchema => {
  if (setting.kind === 'switch') return v.boolean();
  return setting.nullable ? v.nullable(whole(setting.min, setting.max)) : whole(setting.min, setting.max);
};

const writtenSettings = v.pipe(
  v.unknown(),
  // Where every field is optional, a list would pass for an object.
  v.check((settings) => !Array.isArray(settings), 'settings are an object'),
  v.looseObject(Object.fromEntries(Object.entries(SETTINGS).map(([name, setting]) => [name, v.exactOptional(settingSchema(setting))]))),
);

/** `GET /flags.json`, as it may be written: exactly what docs/flags.schema.json says. Unknown flags and fields are kept. */
export const writtenFlagDocument = v.looseObject({
  version: flagsVersion,
  updatedAt: v.pipe(v.string(), v.regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{3})?Z$/)),
  changeId: v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9a-f-]{36}$/))),
  flags: v.looseObject({
    enableOfflineRecording: v.looseObject({
      kill: v.boolean(),
      default: v.boolean(),
      internalUsers: v.exactOptional(v.pipe(v.array(personHmac), v.maxLength(1000))),
      percent: v.exactOptional(whole(0, 100)),
      bucketing: v.exactOptional(v.literal('seed32')),
      whenOff: v.exactOptional(v.picklist(['hold', 'drain'])),
      phases: v.exactOptional(v.pipe(v.array(phase), v.minLength(1), v.maxLength(20))),
    }),
  }),
  settings: v.exactOptional(writtenSettings),
  notice: v.exactOptional(v.nullable(notice)),
  cleanupRequests: v.exactOptional(v.pipe(v.array(cleanupRequest), v.maxLength(1000))),
});
export type WrittenFlagDocument = v.InferOutput<typeof writtenFlagDocument>;

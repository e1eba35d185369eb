import * as v from 'valibot';

/** `GET /flags.json`. Unknown flags and fields are kept. */
export const flagDocument = v.looseObject({
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  updatedAt: v.pipe(v.string(), v.isoTimestamp()),
  flags: v.looseObject({
    enableOfflineRecording: v.looseObject({ kill: v.boolean(), default: v.boolean() }),
  }),
});
export type FlagDocument = v.InferOutput<typeof flagDocument>;

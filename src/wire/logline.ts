import * as v from 'valibot';

/** A line of the device's log, as any build has written it: what every event has, and the event's own fields. */
export const logLine = v.looseObject({ timestamp: v.string(), level: v.picklist(['info', 'warn', 'error']), event: v.string() });
export type LogLine = v.InferOutput<typeof logLine>;

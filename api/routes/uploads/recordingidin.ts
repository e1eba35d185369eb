import type { Context } from 'hono';
import { RECORDING_ID, type RecordingId } from '../../../src/core/names.ts';
import { ProblemError } from '../../problem.ts';

/** The recording's id in the address. @throws ProblemError `bad_request` when it is none. */
export function recordingIdIn(c: Context): RecordingId {
  const id = c.req.param('recordingId') ?? '';
  if (!RECORDING_ID.test(id)) throw new ProblemError('bad_request', { detail: 'not a recording id' });
  return id;
}

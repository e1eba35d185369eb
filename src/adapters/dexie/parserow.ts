import * as v from 'valibot';
import { Failure } from '../../core/failures.ts';

/** `row` as its schema has it. @throws Failure('data_corrupt') when it is something else. */
export function parseRow<S extends v.GenericSchema>(schema: S, row: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, row);
  if (!result.success) throw new Failure('data_corrupt', { detail: v.getDotPath(result.issues[0]) ?? 'row' });
  return result.output;
}

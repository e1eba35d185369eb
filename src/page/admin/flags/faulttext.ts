import type { AdminWords } from '../words/en.ts';
import type { Edit } from './edit.ts';
import type { FieldName } from './form.ts';

/** What is wrong with a field, in words; undefined when nothing is. */
export function faultText({ faults }: Edit, field: FieldName, { faults: own }: AdminWords): string | undefined {
  const fault = faults.find((one) => one.field === field);
  if (!fault) return undefined;
  return 'min' in fault ? own[fault.code](fault.min, fault.max) : own[fault.code];
}

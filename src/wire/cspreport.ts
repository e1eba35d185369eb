import * as v from 'valibot';

const text = v.optional(v.pipe(v.string(), v.maxLength(8000)));

/** What a browser sends to a policy's `report-uri` (CSP3, 5.3). Engines differ in what they leave out. */
export const cspReport = v.looseObject({
  'csp-report': v.looseObject({ 'effective-directive': text, 'violated-directive': text, 'blocked-uri': text, 'source-file': text }),
});

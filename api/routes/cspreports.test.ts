import { expect, test } from 'vitest';
import { CSP_REPORT_PATH } from '../headers.ts';
import { createTestApp, type TestApp } from '../testapp.ts';

const REPORT = {
  'document-uri': 'http://localhost/recordings?patient=Meier',
  'effective-directive': 'script-src-elem',
  'violated-directive': 'script-src-elem',
  'blocked-uri': 'https://evil.example/steal?token=t0k3n',
  'source-file': 'http://localhost/assets/index-a1b2.js',
  'script-sample': 'Meier has the flu',
};

async function send({ app }: TestApp, report: unknown, headers: Record<string, string> = { 'Sec-Fetch-Site': 'same-origin' }): Promise<number> {
  const body = typeof report === 'string' ? report : JSON.stringify({ 'csp-report': report });
  return (await app.request(CSP_REPORT_PATH, { method: 'POST', headers: { 'Content-Type': 'application/csp-report', ...headers }, body })).status;
}

const violations = ({ lines }: TestApp) => lines.filter(({ event }) => event === 'csp_violation').map(({ fields }) => fields);

test('[HDR6] a report is one line with directive, kind and file of ours, without a session, and nothing else of it', async () => {
  const test = createTestApp();
  expect(await send(test, REPORT)).toBe(204);
  expect(violations(test)).toEqual([{ directive: 'script-src-elem', blocked: 'https', file: '/assets/index-a1b2.js' }]);
  expect(JSON.stringify(test.lines)).not.toMatch(/Meier|evil|t0k3n|flu/);
});

test('[HDR6] what a report leaves out or makes up is not in the log', async () => {
  const test = createTestApp();
  for (const report of [
    {},
    { 'violated-directive': "img-src 'self'", 'blocked-uri': 'inline', 'source-file': 'chrome-extension://abc/x.js' },
    { 'effective-directive': 'ana@clinic.example', 'blocked-uri': '"\n', 'source-file': 'http://localhost/recordings/ana' },
  ]) {
    expect(await send(test, report)).toBe(204);
  }
  expect(violations(test)).toEqual([
    { directive: 'unknown', blocked: 'unknown' },
    { directive: 'img-src', blocked: 'inline' },
    { directive: 'unknown', blocked: 'unknown' },
  ]);
});

test('[HDR6] however many reports come, the log has twenty in a minute', async () => {
  const test = createTestApp();
  for (let i = 0; i < 50; i++) await send(test, REPORT);
  expect(violations(test)).toHaveLength(20);
  test.clock.nowMs += 60_000;
  await send(test, REPORT);
  expect(violations(test)).toHaveLength(21);
});

test('[HDR6] what is no report, is too large or comes from elsewhere is refused', async () => {
  const test = createTestApp();
  expect(await send(test, 'no JSON')).toBe(400);
  expect(await send(test, '{"csp-report": 7}')).toBe(400);
  expect(await send(test, { ...REPORT, 'script-sample': 'x'.repeat(20_000) })).toBe(413);
  expect(await send(test, REPORT, { 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
  expect(violations(test)).toEqual([]);
});

import { expect, test } from 'vitest';
import { CAPTURE_FAULTS } from '../../core/capture/capturefault.ts';
import { IDLE } from '../../core/capture/recorderview.ts';
import { FAILURES, type FailureCode } from '../../core/failures.ts';
import { LANGUAGES, type LanguageCode } from '../i18n/languages.ts';
import { speak, words } from '../i18n/words.ts';
import { BROWSERS, type Browser } from './browserof.ts';
import { captureMessage } from './capturemessage.ts';
import { SCREEN_FAULTS, type FaultMessage } from './faulttable.ts';
import { sendingMessage } from './sendingmessage.ts';

const CODES = Object.keys(LANGUAGES) as LanguageCode[];
const RECORDED = { ...IDLE, recordingId: '00000000-0000-4000-8000-000000000001', savedMs: 42_000 };

/** Every message there is, in the language that is spoken, by what it is for. */
function messages(): Map<string, FaultMessage> {
  const all = new Map<string, FaultMessage>();
  for (const fault of CAPTURE_FAULTS) {
    for (const browser of BROWSERS) {
      for (const [when, view] of Object.entries({ before: IDLE, paused: { ...RECORDED, phase: 'paused' as const }, ended: RECORDED, empty: { ...RECORDED, savedMs: 0 } })) {
        all.set(`${fault} ${browser} ${when}`, captureMessage({ ...view, fault }, browser)!);
      }
    }
  }
  for (const code of Object.keys(FAILURES) as FailureCode[]) all.set(code, sendingMessage({ code, remedy: FAILURES[code], atMs: 0 }));
  for (const code of SCREEN_FAULTS) all.set(code, words.faults.screen[code]);
  return all;
}

async function messagesIn(code: LanguageCode): Promise<Map<string, FaultMessage>> {
  await speak(code);
  return messages();
}

test('R6 R50 [FLT1] every fault says what happened, what is safe and what to do, in every language and browser', async () => {
  for (const code of CODES) {
    for (const [fault, { what, safe, todo }] of await messagesIn(code)) {
      for (const text of [what, safe, todo]) expect(text, `${code} ${fault}`).toMatch(/^\p{L}.{6,}/u);
    }
  }
});

test('R6 R50 [FLT1] no fault is told in the words of another language', async () => {
  const [english, spanish] = [await messagesIn('en'), await messagesIn('es')];
  expect([...spanish.keys()]).toEqual([...english.keys()]);
  for (const [fault, { what, safe, todo }] of spanish) {
    const other = english.get(fault)!;
    expect([what === other.what, safe === other.safe, todo === other.todo], fault).toEqual([false, false, false]);
  }
});

test('R6 [FLT2] what to do about a microphone that is not allowed differs with the browser', async () => {
  for (const code of CODES) {
    await speak(code);
    const todo = (browser: Browser) => captureMessage({ ...IDLE, fault: 'microphone_refused' }, browser)?.todo;
    expect(new Set(BROWSERS.map(todo)).size).toBe(BROWSERS.length);
    expect(todo('ios')).toContain('Safari');
  }
});

test('[FLT3] a fault that only support can help with tells its code, and one that time helps with when', () => {
  expect(sendingMessage({ code: 'archive_problem', remedy: 'park', atMs: 0 }).todo).toContain('archive_problem');
  expect(sendingMessage({ code: 'timeout', remedy: 'retryAt', atMs: new Date(2026, 4, 6, 12, 3).getTime() }).todo).toContain('12:03');
});

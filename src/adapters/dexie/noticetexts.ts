import * as v from 'valibot';
import type { DeviceDb } from './devicedb.ts';

const NAME = 'notices';
const text = v.pipe(v.string(), v.minLength(1));
const noticeTexts = v.object({ doneTitle: text, doneText: text, stuckTitle: text, signInText: text, failedText: text });

/** What notifications say, in the language that the page was last in: the worker speaks none itself. They name nobody and nothing. */
export type NoticeTexts = v.InferOutput<typeof noticeTexts>;

/** Keeps the texts for the worker. */
export async function rememberNoticeTexts(db: DeviceDb, texts: NoticeTexts): Promise<void> {
  await db.transaction('rw', db.settings, () => db.settings.put({ name: NAME, value: texts }));
}

/** The texts, or undefined before a page has left any: then nothing is to be said. */
export async function noticeTextsOf(db: DeviceDb): Promise<NoticeTexts | undefined> {
  const parsed = v.safeParse(noticeTexts, (await db.settings.get(NAME))?.value);
  return parsed.success ? parsed.output : undefined;
}

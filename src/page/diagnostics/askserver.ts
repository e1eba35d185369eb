import { answerOf, send } from '../../adapters/http.ts';
import { health } from '../../wire/api.ts';
import type { Report } from './report.ts';

const TIMEOUT_MS = 5_000;

/** Whether the server answers, and by how much this device's clock is ahead of its: to within half of what the answer took. */
export async function askServer(): Promise<Pick<Report, 'reach' | 'clockOffsetMs'>> {
  const askedAtMs = Date.now();
  try {
    const { serverTimeMs } = await answerOf(await send('/api/health', {}, TIMEOUT_MS), health);
    return { reach: 'online', clockOffsetMs: Math.round((askedAtMs + Date.now()) / 2 - serverTimeMs) };
  } catch {
    return { reach: navigator.onLine ? 'blocked' : 'offline', clockOffsetMs: null };
  }
}

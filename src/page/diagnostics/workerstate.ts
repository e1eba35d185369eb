import { buildId } from '../../core/buildid.ts';
import { aboutAnswer } from '../../wire/workermessage.ts';
import { askWorker } from '../update/askworker.ts';
import type { Report } from './report.ts';

const ANSWER_MS = 2_000;

/** The build of this very page. */
export function pageBuild(): string | null {
  return buildId([...document.scripts].map(({ src }) => src));
}

/** How the worker of this device stands. */
export async function workerState(): Promise<Report['worker']> {
  const none = { state: 'none', controls: false, build: null, updateWaits: false } as const;
  if (!('serviceWorker' in navigator)) return none;
  const registration = await navigator.serviceWorker.getRegistration();
  const worker = registration?.active ?? registration?.waiting ?? registration?.installing;
  if (!registration || !worker) return none;
  const about = await askWorker(worker, { holdfast: 'about' }, aboutAnswer, ANSWER_MS);
  return { state: worker.state, controls: navigator.serviceWorker.controller !== null, build: about?.build ?? null, updateWaits: registration.waiting !== null };
}

/// <reference lib="webworker" />
import { deviceClock } from '../src/adapters/device.ts';
import { createDeviceMemory, DeviceDb } from '../src/adapters/dexie/devicedb.ts';
import { OwnerDb } from '../src/adapters/dexie/ownerdb.ts';
import { createRecordingStore } from '../src/adapters/dexie/recordingstore.ts';
import { recordingInProgress } from '../src/adapters/recordinginprogress.ts';
import type { Recording } from '../src/core/recording.ts';
import { workerRequestIn, type AboutAnswer, type ActivateAnswer, type WorkerRequest } from '../src/wire/workermessage.ts';

declare const self: ServiceWorkerGlobalScope;

/**
 * Answers what pages ask of this worker; `about` is what it says of itself. It never takes over by itself: only when a page
 * asks for it in a person's name, and only while no tab of any kind records. The browser lets the worker before this one
 * finish its events first, and all that is cut off is begun again by whoever comes next.
 */
export function answerPages(about: AboutAnswer): void {
  self.addEventListener('message', (event) => {
    const request = workerRequestIn(event.data);
    const port = event.ports[0];
    if (request && port) event.waitUntil(answer(request, about).then((said) => port.postMessage(said)));
  });
}

async function answer({ holdfast }: WorkerRequest, about: AboutAnswer): Promise<AboutAnswer | ActivateAnswer> {
  if (holdfast === 'about') return about;
  // What cannot be asked counts as a recording.
  const busy = await recordingInProgress((navigator as { locks?: LockManager }).locks, everybodysRecordings, deviceClock.nowMs()).catch(() => true);
  // Not waited for: it may resolve only when the worker before this one is done.
  if (!busy) void self.skipWaiting();
  return { activating: !busy };
}

async function everybodysRecordings(): Promise<Recording[]> {
  const deviceDb = new DeviceDb();
  try {
    const owners = await createDeviceMemory(deviceDb).owners();
    return (await Promise.all(owners.map(recordingsOf))).flat();
  } finally {
    deviceDb.close();
  }
}

async function recordingsOf(ownerId: string): Promise<Recording[]> {
  const db = new OwnerDb(ownerId);
  try {
    return (await createRecordingStore(db).all()).recordings;
  } finally {
    db.close();
  }
}

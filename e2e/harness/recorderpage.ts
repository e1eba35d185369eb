import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';

// A page that only records, to test the test tools themselves with.

/** Serves an empty page on loopback, which is a secure context. */
export async function serveEmptyPage(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>empty</title>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Records the microphone for `seconds` and resolves with the file as MediaRecorder gave it out. */
export async function recordInPage(page: Page, seconds: number): Promise<Buffer> {
  const base64 = await page.evaluate(async (ms) => {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
    const recorder = new MediaRecorder(stream, { mimeType: 'audio/webm;codecs=opus', audioBitsPerSecond: 32_000 });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }));
    recorder.start(500);
    await new Promise((resolve) => setTimeout(resolve, ms));
    recorder.stop();
    await stopped;
    for (const track of stream.getTracks()) track.stop();
    return await new Promise<string>((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve((reader.result as string).replace(/^[^,]*,/, ''));
      reader.onerror = () => reject(reader.error ?? new Error('cannot read'));
      reader.readAsDataURL(new Blob(parts));
    });
  }, seconds * 1000);
  return Buffer.from(base64, 'base64');
}

/** Puts `bytes` into IndexedDB as an ArrayBuffer, sealed with AES-GCM if asked, and waits until that is durable. */
export async function storeInPage(page: Page, bytes: Buffer, sealed: boolean): Promise<void> {
  await page.evaluate(
    async ({ base64, seal }) => {
      const plain = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
      const value = seal ? await crypto.subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, key, plain) : plain.buffer;
      await new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('audio', 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('chunks');
        opening.onerror = () => reject(opening.error ?? new Error('cannot open'));
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('chunks', 'readwrite', { durability: 'strict' });
          transaction.objectStore('chunks').put(value, 1);
          transaction.oncomplete = () => resolve();
          transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
        };
      });
    },
    { base64: bytes.toString('base64'), seal: sealed },
  );
}

/** How many bytes `storeInPage` has left there; 0 for nothing. */
export async function storedInPage(page: Page): Promise<number> {
  return await page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('audio', 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('chunks');
        opening.onerror = () => reject(opening.error ?? new Error('cannot open'));
        opening.onsuccess = () => {
          const request = opening.result.transaction('chunks').objectStore('chunks').get(1) as IDBRequest<ArrayBuffer | undefined>;
          request.onsuccess = () => resolve(request.result?.byteLength ?? 0);
          request.onerror = () => reject(request.error ?? new Error('cannot read'));
        };
      }),
  );
}

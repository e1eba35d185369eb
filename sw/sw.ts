/// <reference lib="webworker" />
import { Queue } from 'workbox-background-sync';
import { createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { buildId } from '../src/core/buildid.ts';
import { OUTBOX_QUEUE } from '../src/core/outbox/tag.ts';
import { drainEverybody } from './drain.ts';
import { openApp } from './notices.ts';
import { answerPages } from './messages.ts';
import { SERVER_PATHS } from './routes.ts';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] };

const files = self.__WB_MANIFEST;
precacheAndRoute(files);
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: SERVER_PATHS }));
answerPages({ version: __APP_VERSION__, build: buildId(files.map((file) => (typeof file === 'string' ? file : file.url))) });

// Workbox runs onSync on the tag alone. No request is stored in its queue: what is to be sent stands in our database.
// Where there is no Background Sync it runs once when the worker starts, inside this constructor.
new Queue(OUTBOX_QUEUE, { onSync: () => drainEverybody() });

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openApp());
});

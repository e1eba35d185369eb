/// <reference lib="webworker" />
import { Queue } from 'workbox-background-sync';
import { createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { OUTBOX_QUEUE } from '../src/core/outbox/tag.ts';
import { drainEverybody } from './drain.ts';
import { SERVER_PATHS } from './routes.ts';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] };

precacheAndRoute(self.__WB_MANIFEST);
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: SERVER_PATHS }));

// Workbox runs onSync on the tag alone. No request is stored in its queue: what is to be sent stands in our database.
// Where there is no Background Sync it runs once when the worker starts, inside this constructor.
new Queue(OUTBOX_QUEUE, { onSync: () => drainEverybody() });

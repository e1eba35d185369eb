/** The queue's name in workbox-background-sync, and the tag that Workbox makes of it. */
export const OUTBOX_QUEUE = 'outbox';
export const OUTBOX_SYNC_TAG = `workbox-background-sync:${OUTBOX_QUEUE}`;

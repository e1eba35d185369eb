import type { Clock, UploadApi } from '../core/ports.ts';

/**
 * The same API, which also tells how fast it sends. Several PUTs share a network, so what one of them took is told as if it
 * had carried what they all did meanwhile.
 */
export function measuredApi(api: UploadApi, clock: Pick<Clock, 'monotonicMs'>, sent: (bytes: number, ms: number) => void): UploadApi {
  let atOnce = 0;
  return {
    ...api,
    async put(grant, data) {
      const startedMs = clock.monotonicMs();
      atOnce += 1;
      const most = atOnce;
      try {
        await api.put(grant, data);
        sent(data.byteLength * Math.max(most, atOnce), clock.monotonicMs() - startedMs);
      } finally {
        atOnce -= 1;
      }
    },
  };
}

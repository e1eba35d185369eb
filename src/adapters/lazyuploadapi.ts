import { Failure } from '../core/failures.ts';
import type { UploadApi } from '../core/ports.ts';

/** The way to the server as a chunk of its own, fetched when something is first sent. That it cannot be had is a failure of the network. */
export function createLazyUploadApi(load: () => Promise<UploadApi>): UploadApi {
  let known: UploadApi | undefined;
  let loading: Promise<UploadApi> | undefined;

  function api(): Promise<UploadApi> {
    loading ??= load().then(
      (loaded) => (known = loaded),
      (error: unknown) => {
        loading = undefined;
        throw new Failure('network', { cause: error });
      },
    );
    return loading;
  }

  return {
    serverOffsetMs: () => known?.serverOffsetMs() ?? null,
    presign: async (...of) => (await api()).presign(...of),
    put: async (...of) => (await api()).put(...of),
    complete: async (...of) => (await api()).complete(...of),
    state: async (...of) => (await api()).state(...of),
    amend: async (...of) => (await api()).amend(...of),
  };
}

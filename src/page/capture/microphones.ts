import { signal, type ReadonlySignal } from '@preact/signals';

export interface MicrophoneInfo {
  deviceId: string;
  label: string;
}

/** The microphones of this device, kept up to date. Browsers name them only after the microphone was allowed once. */
export interface Microphones {
  list: ReadonlySignal<MicrophoneInfo[]>;
  /** Looks again, for example after the microphone was allowed. */
  refresh(): void;
}

/** @param onChange is called when one was plugged in or pulled out. */
export function watchMicrophones(onChange: () => void): Microphones {
  const list = signal<MicrophoneInfo[]>([]);
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  function refresh(): void {
    void devices
      ?.enumerateDevices()
      .then((all) => {
        // `default` and `communications` are other names for one of the others.
        list.value = all
          .filter(({ kind, deviceId, label }) => kind === 'audioinput' && label !== '' && deviceId !== 'default' && deviceId !== 'communications')
          .map(({ deviceId, label }) => ({ deviceId, label }));
      })
      .catch(() => undefined);
  }
  devices?.addEventListener('devicechange', () => {
    refresh();
    onChange();
  });
  refresh();
  return { list, refresh };
}

import { signal, type ReadonlySignal } from '@preact/signals';
import * as v from 'valibot';
import { PRESETS, type Preset } from '../../core/capture/quality.ts';
import type { MicrophoneChoice } from '../../core/ports.ts';

/** How this device records, as its people chose it. Nothing private: the ids of microphones mean nothing to other sites. */
export interface CapturePreferences extends MicrophoneChoice {
  preset: Preset;
}

/** Local storage, because it is there at once and what it holds may be lost. */
const NAME = 'holdfast.capture';
const stored = v.object({
  deviceId: v.fallback(v.nullable(v.string()), null),
  processing: v.fallback(v.picklist(['voice', 'raw']), 'voice'),
  preset: v.fallback(v.picklist(Object.keys(PRESETS) as Preset[]), 'standard'),
});

export interface Preferences {
  current: ReadonlySignal<CapturePreferences>;
  change(to: Partial<CapturePreferences>): void;
}

/** The preferences of this device; where nothing may be stored they last as long as the page. */
export function loadPreferences(): Preferences {
  const current = signal(read());
  return {
    current,
    change(to) {
      current.value = { ...current.value, ...to };
      try {
        localStorage.setItem(NAME, JSON.stringify(current.value));
      } catch {
        // They hold for this page.
      }
    },
  };
}

function read(): CapturePreferences {
  try {
    return v.parse(stored, JSON.parse(localStorage.getItem(NAME) ?? '{}'));
  } catch {
    return v.parse(stored, {});
  }
}

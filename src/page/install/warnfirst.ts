import type { App } from '../app.ts';
import { speakMore } from '../i18n/words.ts';
import { isSaid } from './onceonly.ts';

/** Nobody waits longer for a warning: the recording begins without it. */
const PATIENCE_MS = 1_000;

/** A tab of iOS, whose storage an app on the home screen does not see. No other browser has `standalone`. */
const inTab = () => 'standalone' in navigator && navigator.standalone === false;

/** `app`, which says once, before its first recording, when the app on the home screen would not see what is recorded here. */
export function warnFirst(app: App): App {
  const load = async () => {
    const [{ showTabWarning }] = await Promise.all([import('./tabwarning.tsx'), speakMore()]);
    return showTabWarning;
  };
  return {
    ...app,
    record() {
      if (!inTab() || isSaid('tab')) return app.record();
      const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS));
      void Promise.race([load().catch(() => undefined), late]).then((show) => (show ? show(app.record) : app.record()));
    },
  };
}

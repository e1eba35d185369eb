/** Launches of the installed app while a window of it is open (https://wicg.github.io/web-app-launch/). Not every browser has them. */
interface LaunchQueue {
  setConsumer(consume: (launch: { targetURL?: string }) => void): void;
}

/**
 * The manifest wants a launch to bring the open window to the front instead of loading it anew, which would end a recording.
 * A shortcut then shows its view there, and what is recorded goes on. The launch that has loaded the page is told as well,
 * and finds its view shown already.
 */
export function followLaunches(queue = (globalThis as { launchQueue?: LaunchQueue }).launchQueue): void {
  queue?.setConsumer(({ targetURL }) => {
    const path = targetURL === undefined ? location.pathname : new URL(targetURL).pathname;
    if (path === location.pathname) return;
    history.pushState(null, '', path);
    dispatchEvent(new PopStateEvent('popstate'));
  });
}

/** What tells that a page may no longer be in use. */
export const USE_ENDS = ['focusout', 'close', 'pause', 'ended', 'visibilitychange'];

/** Inputs that keep no text. */
const CHOICES = ['checkbox', 'radio', 'range', 'button'];

/** Whether loading the page anew would take something from the person at it: a text half written, a question, something being played. */
export function isInUse(page: Document): boolean {
  const { activeElement } = page;
  if (activeElement instanceof HTMLTextAreaElement) return true;
  if (activeElement instanceof HTMLInputElement && !CHOICES.includes(activeElement.type)) return true;
  if (page.querySelector('dialog[open]')) return true;
  return [...page.querySelectorAll<HTMLMediaElement>('audio, video')].some(({ paused, ended }) => !paused && !ended);
}

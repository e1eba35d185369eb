/** Whether what was typed is the word, however it was capitalised and whatever a keyboard has put around it. */
export function confirms(typed: string, word: string, locale: string): boolean {
  return typed.trim().toLocaleLowerCase(locale) === word.toLocaleLowerCase(locale);
}

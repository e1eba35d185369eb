/** So many failed starts in a row, and this device goes without the offline recorder. */
export const MAX_FAILED_BOOTS = 3;

/** How the starts of a build went on this device. */
export interface Boots {
  appVersion: string;
  /** Starts in a row that have not proved to work, the one under way included. */
  failed: number;
}

/** What `text` says of the starts of `appVersion`. Nonsense, and what another build has written, count as none. */
export function bootsOf(text: string | null, appVersion: string): Boots {
  const [, version, failed] = /^(\S+) (\d{1,3})$/.exec(text ?? '') ?? [];
  return { appVersion, failed: version === appVersion ? Number(failed) : 0 };
}

/** The text that `bootsOf` reads. */
export function bootsText({ appVersion, failed }: Boots): string {
  return `${appVersion} ${failed}`;
}

/** Whether the next start is to go without the offline recorder. */
export function isCrashLoop({ failed }: Boots): boolean {
  return failed >= MAX_FAILED_BOOTS;
}

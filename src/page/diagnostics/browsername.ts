/** The browsers as they name themselves, those first that claim to be others. */
const BROWSERS: readonly [RegExp, string][] = [
  [/(?:Edg|EdgA|EdgiOS)\/(\d+)/, 'Edge'],
  [/(?:OPR|OPT)\/(\d+)/, 'Opera'],
  [/SamsungBrowser\/(\d+)/, 'Samsung Internet'],
  [/(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/(?:Chrome|CriOS)\/(\d+)/, 'Chrome'],
  [/Version\/(\d+(?:\.\d+)?).*Safari\//, 'Safari'],
];

const SYSTEMS: readonly [RegExp, string][] = [
  [/(?:iPhone|iPad|iPod).*OS (\d+(?:_\d+)?)/, 'iOS'],
  [/Android (\d+)/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** Browser and system by a user agent, each with its version where that says something; `?` for what is not known. */
export function browserName(userAgent: string, touchPoints: number): { browser: string; system: string } {
  const find = (table: readonly [RegExp, string][]) => {
    for (const [pattern, name] of table) {
      const match = pattern.exec(userAgent);
      if (match) return match[1] === undefined ? name : `${name} ${match[1].replace('_', '.')}`;
    }
    return '?';
  };
  const system = find(SYSTEMS);
  // An iPad calls itself a Mac, but no Mac has a touch screen.
  return { browser: find(BROWSERS), system: system === 'macOS' && touchPoints > 1 ? 'iPadOS' : system };
}

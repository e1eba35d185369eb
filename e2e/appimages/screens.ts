/** A screen of Apple's that an image is drawn for: its size in points, in portrait, and how many pixels make a point. */
export interface Screen {
  width: number;
  height: number;
  ratio: number;
}

/** iPhones and iPads that run iOS 16 or later; several models share each. */
export const SCREENS: readonly Screen[] = [
  { width: 375, height: 667, ratio: 2 },
  { width: 414, height: 736, ratio: 3 },
  { width: 375, height: 812, ratio: 3 },
  { width: 414, height: 896, ratio: 2 },
  { width: 414, height: 896, ratio: 3 },
  { width: 390, height: 844, ratio: 3 },
  { width: 393, height: 852, ratio: 3 },
  { width: 402, height: 874, ratio: 3 },
  { width: 420, height: 912, ratio: 3 },
  { width: 428, height: 926, ratio: 3 },
  { width: 430, height: 932, ratio: 3 },
  { width: 440, height: 956, ratio: 3 },
  { width: 744, height: 1133, ratio: 2 },
  { width: 768, height: 1024, ratio: 2 },
  { width: 810, height: 1080, ratio: 2 },
  { width: 820, height: 1180, ratio: 2 },
  { width: 834, height: 1112, ratio: 2 },
  { width: 834, height: 1194, ratio: 2 },
  { width: 834, height: 1210, ratio: 2 },
  { width: 1024, height: 1366, ratio: 2 },
  { width: 1032, height: 1376, ratio: 2 },
];

/** Where the image of a screen lies. */
export function splashPath({ width, height, ratio }: Screen): string {
  return `/splash/${width * ratio}x${height * ratio}.png`;
}

/** The tag by which iOS finds it. */
export function splashTag(screen: Screen): string {
  const { width, height, ratio } = screen;
  return `<link rel="apple-touch-startup-image" href="${splashPath(screen)}" media="(device-width: ${width}px) and (device-height: ${height}px) and (-webkit-device-pixel-ratio: ${ratio}) and (orientation: portrait)" />`;
}

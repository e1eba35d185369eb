import { expect, test } from 'vitest';
import { usualPlaces } from './chromium.mjs';

test('[DEV27] a browser is looked for by every name in every folder of PATH, free Chromium first', () => {
  expect(usualPlaces({ PATH: '/a:/b' }, 'linux')).toEqual([
    '/a/chromium', '/b/chromium', '/a/chromium-browser', '/b/chromium-browser',
    '/a/google-chrome', '/b/google-chrome', '/a/google-chrome-stable', '/b/google-chrome-stable',
  ]);
});

test('[DEV27] on macOS and Windows it is looked for where it installs itself', () => {
  expect(usualPlaces({ HOME: '/Users/x' }, 'darwin')).toContain('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
  expect(usualPlaces({ PROGRAMFILES: 'C:\\Program Files' }, 'win32')).toContain('C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe');
});

import { expect, test } from 'vitest';
import { signInHref } from '../signin/signinhref.ts';
import { PATH_OF, viewAt, type View } from './view.ts';

test('[SCR19] each view has a path of its own, and any other path shows the recorder', () => {
  for (const view of Object.keys(PATH_OF) as View[]) expect(viewAt(PATH_OF[view])).toBe(view);
  expect(viewAt('/recordings/')).toBe('recordings');
  expect(viewAt('/recordings/x')).toBe('record');
  expect(viewAt('/index.html')).toBe('record');
});

test('[SCR20] signing in leads back to the view it was asked from', () => {
  expect(signInHref('/recordings')).toBe('/oidc/signin?returnTo=%2Frecordings');
});

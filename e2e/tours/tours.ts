import { accountTour } from './accounttour.ts';
import { deviceTour } from './devicetour.ts';
import { libraryTour } from './librarytour.ts';
import { outsideTour } from './outsidetour.ts';
import { recorderTour } from './recordertour.ts';
import type { Tour } from './tour.ts';

/** All of the app that a person can come to, by the names of its parts. */
export const TOURS: readonly (readonly [string, Tour])[] = [
  ['the recorder', recorderTour],
  ['the recordings', libraryTour],
  ['who is signed in', accountTour],
  ['the app on a device', deviceTour],
  ['what is outside', outsideTour],
];

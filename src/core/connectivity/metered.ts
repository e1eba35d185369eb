import { bytesHere, type Recording } from '../recording.ts';

/** Over what the device is connected; `unknown` where the browser does not tell. */
export type Carrier = 'mobile' | 'other' | 'unknown';

/** The carrier for what the Network Information API calls the type of a connection; undefined where there is none. */
export function carrierOf(type: string | undefined): Carrier {
  if (type === undefined || type === 'unknown' || type === 'none') return 'unknown';
  return type === 'cellular' || type === 'wimax' || type === 'bluetooth' ? 'mobile' : 'other';
}

/** The rule for large recordings at one moment. */
export interface WifiRule {
  /** The remote setting; null without such a limit. */
  wifiOnlyOverBytes: number | null;
  carrier: Carrier;
}

/** Whether a recording waits for Wi-Fi: it is larger than the limit, the network is a mobile one, and its person has not said "send anyway". Where the browser does not tell, it is sent. */
export function waitsForWifi(recording: Pick<Recording, 'segmentBytes' | 'chunkBytes' | 'anyNetwork'>, { wifiOnlyOverBytes, carrier }: WifiRule): boolean {
  return carrier === 'mobile' && wifiOnlyOverBytes !== null && recording.anyNetwork !== true && bytesHere(recording) > wifiOnlyOverBytes;
}

import { useEffect, useState } from 'preact/hooks';
import { startOfDayMs } from '../i18n/formats.ts';

const MINUTE_MS = 60_000;

/** The local day it is, as Unix milliseconds of its beginning. An app that stays open sees midnight pass. */
export function useToday(): number {
  const [today, setToday] = useState(() => startOfDayMs(Date.now()));
  useEffect(() => {
    const look = () => setToday(startOfDayMs(Date.now()));
    const timer = setInterval(look, MINUTE_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  return today;
}

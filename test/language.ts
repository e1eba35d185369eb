import { speak, speakMore } from '../src/page/i18n/words.ts';

// Tests of the page hear English unless they ask for something else. Each test file has its own copy of the words.
await speak('en');
await speakMore();

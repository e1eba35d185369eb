/** Bringing Holdfast to the home screen, in English. Another language has the same shape. */
export const installEnglish = {
  link: 'Put Holdfast on the home screen',

  offer: {
    title: 'Keep Holdfast at hand',
    text: 'On the home screen it opens without a network, and the browser is less likely to clear what waits to be sent.',
    how: 'How to install',
    later: 'Not now',
  },

  /** Before the first recording in a tab of iOS. */
  tab: {
    title: 'This is a browser tab',
    apart: 'What you record here is kept in this tab’s storage. The app on the home screen has another one and does not see it.',
    erased: 'When this page is not opened for 7 days of browsing, the browser may erase what it keeps, sent or not.',
    anyway: 'Record here anyway',
    how: 'How to install',
  },

  guide: {
    title: 'Put Holdfast on the home screen',
    why: 'It then opens like any other app, without a network too, in a window of its own. Nothing comes from a store.',
    installed: 'Holdfast is installed here. For another device:',
    install: 'Install now',
    others: 'Other devices and browsers',
    close: 'Close',
    keepingTitle: 'What keeps recordings safe',
    keeping: [
      'A browser tab that is not visited may lose what it keeps: Safari erases it after 7 days of use without a visit. An installed app is not counted so.',
      'Clearing the data of the website, or removing the app, erases recordings that were not sent.',
      'After the first recording Holdfast asks the browser to keep its data. If you are asked, allow it.',
      'Sent recordings are safe whatever happens to this device.',
    ],
    platforms: {
      ios: {
        name: 'iPhone and iPad',
        steps: [
          'Open this page in Safari.',
          'Touch Share, the square with the arrow. Some iPhones have it behind the three dots.',
          'Choose “Add to Home Screen”. If you do not see it, scroll down or touch “View More”.',
          'Leave “Open as Web App” switched on if you are asked, and touch “Add”.',
          'Open Holdfast from the home screen and sign in there, once.',
        ],
        note: 'The app does not see what you recorded in the tab. Open the tab once more until everything there is sent.',
      },
      android: {
        name: 'Android with Chrome, Edge or Samsung Internet',
        steps: ['Open the menu of the browser, the three dots or lines.', 'Choose “Add to Home screen” or “Install app”.', 'Confirm with “Install”.'],
        note: 'The app and the tab share their recordings. Hold the icon for the shortcut “Record”: it opens ready, and one touch begins.',
      },
      firefoxAndroid: {
        name: 'Android with Firefox',
        steps: ['Open the menu, the three dots.', 'Choose “Add app to Home screen” or “Install”.', 'Confirm with “Add”.'],
        note: 'Firefox does not send with the app closed. Keep Holdfast open until everything is sent, or use Chrome.',
      },
      chrome: {
        name: 'Computer with Chrome',
        steps: ['Select the screen with the arrow at the end of the address bar. Without it, open the menu, then “Cast, save and share”, then “Install page as app”.', 'Confirm with “Install”.'],
        note: 'The app and the tab share their recordings.',
      },
      edge: {
        name: 'Computer with Edge',
        steps: ['Select the icon “App available” at the end of the address bar. Without it, open the menu, then “Apps”, then “Install this site as an app”.', 'Confirm with “Install”.'],
        note: 'The app and the tab share their recordings.',
      },
      safari: {
        name: 'Mac with Safari',
        steps: ['In the menu bar open “File” and choose “Add to Dock”.', 'Confirm with “Add”, open Holdfast from the Dock and sign in there, once.'],
        note: 'This needs macOS 14 or later. The app does not see what you recorded in the tab. Open the tab until everything there is sent.',
      },
      firefox: {
        name: 'Computer with Firefox',
        steps: ['Set a bookmark or pin the tab: most versions of Firefox on computers install no apps.', 'When Firefox asks whether Holdfast may store data permanently, allow it.'],
        note: 'It records without a network in a tab as well. Firefox does not send with the tab closed: keep it open until everything is sent.',
      },
    },
  },
};

import './guide.css';
import { moreWords } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { GuidePicture } from './guidepicture.tsx';
import { STEP_PICTURES } from './guidesteps.ts';
import { installPrompt } from './installprompt.ts';
import { isInstalled, platformOf, PLATFORMS, type Platform } from './platform.ts';

/** How Holdfast comes to the home screen: this device's own way first, the others below. */
export function Guide() {
  const words = moreWords.install.guide;
  const own = platformOf(navigator.userAgent, navigator.maxTouchPoints);
  const prompt = installPrompt.value;
  return (
    <div class="guide">
      <p>{isInstalled() ? words.installed : words.why}</p>
      {prompt && <Action look="sea" label={words.install} onTap={() => void prompt.prompt().finally(() => (installPrompt.value = null))} />}
      <section aria-label={words.platforms[own].name}>
        <h3>{words.platforms[own].name}</h3>
        <Steps of={own} />
      </section>
      <h3>{words.others}</h3>
      {PLATFORMS.filter((platform) => platform !== own).map((platform) => (
        <details key={platform} name="platform">
          <summary>{words.platforms[platform].name}</summary>
          <Steps of={platform} />
        </details>
      ))}
      <h3>{words.keepingTitle}</h3>
      <ul>
        {words.keeping.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

function Steps({ of }: { of: Platform }) {
  const { steps, note } = moreWords.install.guide.platforms[of];
  return (
    <>
      <ol class="guide-steps">
        {steps.map((step, i) => {
          const picture = STEP_PICTURES[of][i];
          return (
            <li key={step}>
              <span>{step}</span>
              {picture && <GuidePicture name={picture} />}
            </li>
          );
        })}
      </ol>
      <p>{note}</p>
    </>
  );
}

import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { moreWords } from '../i18n/words.ts';
import { Guide } from '../install/guide.tsx';
import { Brand } from '../shell/brand.tsx';
import { Language } from '../shell/language.tsx';
import { Diagnostics } from './diagnostics.tsx';

export type DevicePageName = 'install' | 'diagnostics';

/** Shows the guide or the diagnostics as a page of its own, to be had by its address whoever is signed in and whatever is broken. */
export function showDevicePage(root: HTMLElement, name: DevicePageName): void {
  root.replaceChildren();
  render(<DevicePage name={name} />, root);
}

function DevicePage({ name }: { name: DevicePageName }) {
  const { install, diagnostics } = moreWords;
  const title = name === 'install' ? install.guide.title : diagnostics.title;
  useEffect(() => {
    document.title = `${title} · Holdfast`;
  }, [title]);
  return (
    <div class="shell device-page">
      <header class="top">
        <Brand />
      </header>
      <main>
        <h2 class="library-title">{title}</h2>
        {name === 'install' ? <Guide /> : <Diagnostics />}
        <a class="action look-plain" href="/">
          {diagnostics.back}
        </a>
        <Language />
      </main>
    </div>
  );
}

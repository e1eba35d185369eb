import './diagnostics.css';
import type { ReadonlySignal } from '@preact/signals';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { formats, moreWords } from '../i18n/words.ts';
import { saveFile } from '../savefile.ts';
import { Action } from '../shell/action.tsx';
import { collect } from './collect.ts';
import { sectionsOf, textOf } from './lines.ts';
import type { Report } from './report.ts';

/** What this device tells of itself. While `covered` nothing is told of how much was recorded. */
export function Diagnostics({ covered }: { covered?: ReadonlySignal<boolean> }) {
  const words = moreWords.diagnostics;
  const [report, setReport] = useState<Report | null>(null);
  const [said, setSaid] = useState('');
  const look = useCallback(() => {
    setReport(null);
    setSaid('');
    void collect().then(setReport);
  }, []);
  useEffect(look, []);
  if (report === null) return <output class="diagnostics">{words.collecting}</output>;

  const shown = covered?.value ? hide(report) : report;
  const sections = sectionsOf(shown, words, formats);
  const day = new Date(report.atMs).toISOString();
  const text = textOf(sections, `${words.title} · Holdfast · ${day}`);
  return (
    <div class="diagnostics">
      <p>{words.hint}</p>
      <div class="diagnostics-actions">
        <Action look="sea" label={words.copy} onTap={() => void copy(text).then((done) => setSaid(done ? words.copied : words.notCopied))} />
        <Action look="plain" label={words.save} onTap={() => saveFile(`holdfast-diagnostics-${day.slice(0, 10)}.txt`, new TextEncoder().encode(text))} />
        <Action look="plain" label={words.again} onTap={look} />
      </div>
      <output>{said}</output>
      {sections.map(({ title, lines }) => (
        <section key={title} aria-label={title}>
          <h3>{title}</h3>
          <ol start={lines[0]?.number}>
            {lines.map(({ number, text: line }) => (
              <li key={number}>{line}</li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function hide(report: Report): Report {
  const { queue } = report;
  return queue === null || queue.hidden ? report : { ...report, queue: { hidden: true, any: true } };
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

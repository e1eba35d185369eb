import type { Manifest, ManifestGap } from '../../src/core/manifest.ts';
import type { RecordingFacts, Violation } from './ledger.ts';
import type { Notes } from './notes.ts';
import type { Captured, Span } from './tape.ts';

/** Slices come about every second where time passes evenly. */
const SLICE_MS = 1_000;
/** Until sound has been missing for so long nobody can know, and what comes meanwhile is in the take before the gap. */
const NOTICED_WITHIN_MS = 5_000;
/** The clock of a tick, and of what is under way when it comes. */
const LATE_MS = 1_500;

interface HeardTake {
  take: number;
  captured: Captured;
  spans: Span[];
}

/**
 * What is wrong with what a manifest tells besides the audio, compared with what was captured and what people did.
 * @param times whether times can be compared too: yes where time passed evenly, roughly where the device slept or its clock was set.
 */
export function manifestAccount(facts: RecordingFacts, notes: Notes, manifest: Manifest, times: 'exact' | 'rough' | 'no'): Violation | undefined {
  const takes: HeardTake[] = manifest.takes.map(({ take, lastChunk }) => {
    const { captured } = facts.takes.get(take)!;
    return { take, captured, spans: captured.spans.slice(0, lastChunk + 1).flat() };
  });
  const isPrecise = times !== 'no' && !notes.blurred;
  const gap = orderFault(takes) ?? gapFault(takes, manifest, notes) ?? (isPrecise ? timeFault(takes, manifest, notes, times === 'rough') : undefined);
  if (gap !== undefined) return { invariant: 'gap', detail: gap };
  const mark = markFault(facts, notes, manifest, isPrecise);
  if (mark !== undefined) return { invariant: 'mark', detail: mark };
  return undefined;
}

function orderFault(takes: readonly HeardTake[]): string | undefined {
  for (const [i, { take, captured }] of takes.entries()) if (i > 0 && captured.order < takes[i - 1]!.captured.order) return `take ${take} was heard before the one in front of it`;
  return undefined;
}

const gapsBetween = (gaps: readonly ManifestGap[], before: HeardTake, after: HeardTake) => gaps.filter(({ afterTake }) => afterTake >= before.take && afterTake < after.take);

/** Between two takes somebody has paused, or there is a gap; and there is one at the end when Stop was tapped in one. */
function gapFault(takes: readonly HeardTake[], { gaps, partial, takes: told }: Manifest, { paused, stoppedInterrupted }: Notes): string | undefined {
  for (const [i, after] of takes.entries()) {
    const before = takes[i - 1];
    if (!before) continue;
    const { ended } = told[i - 1]!;
    const between = Array.from({ length: after.take - before.take }, (_, n) => before.take + n);
    if (between.some((take) => paused.has(take))) continue;
    if (gapsBetween(gaps, before, after).length === 0) return `between take ${before.take}, which ended by ${ended}, and take ${after.take} there is no gap`;
    if (ended !== 'fault' && ended !== 'pause') return `take ${before.take} is said to have ended by ${ended}, and take ${after.take} follows`;
  }
  const last = takes.at(-1);
  if (last && stoppedInterrupted && !partial && !gaps.some(({ afterTake }) => afterTake >= last.take)) return `it was stopped in a gap after take ${last.take} that is not there`;
  for (const { startedAtMs, endedAtMs, afterTake } of gaps) if (endedAtMs < startedAtMs) return `the gap after take ${afterTake} ends before it begins`;
  return undefined;
}

function timeFault(takes: readonly HeardTake[], { gaps }: Manifest, { paused }: Notes, mayStandStill: boolean): string | undefined {
  for (const [i, after] of takes.entries()) {
    const hole = unnoticedHole(after);
    if (hole !== undefined) return `in take ${after.take} ${hole} ms are missing and nobody says so`;
    const before = takes[i - 1];
    if (!before || paused.has(before.take)) continue;
    const between = gapsBetween(gaps, before, after);
    const [first, last] = [between[0]!, between.at(-1)!];
    const lateMs = first.startedAtMs - before.captured.lastSoundAtMs;
    if (lateMs > NOTICED_WITHIN_MS) return `the gap after take ${first.afterTake} begins ${lateMs} ms after its last sound (${first.cause})`;
    const earlyMs = after.captured.openedAtMs - last.endedAtMs;
    if (earlyMs > LATE_MS) return `the gap before take ${after.take} ends ${earlyMs} ms before its microphone was opened (${last.cause})`;
  }
  for (const gap of gaps) {
    const heardMs = takes.flatMap(({ spans }) => spans).reduce((sum, { fromMs, toMs }) => sum + Math.max(0, Math.min(toMs, gap.endedAtMs) - Math.max(fromMs, gap.startedAtMs)), 0);
    // What woke up and was interrupted at once has a gap that begins before its sleep.
    const bearableMs = gap.cause === 'asleep' || mayStandStill ? NOTICED_WITHIN_MS + SLICE_MS : SLICE_MS;
    if (heardMs > bearableMs) return `the gap after take ${gap.afterTake} (${gap.cause}) holds ${heardMs} ms of audio`;
  }
  return undefined;
}

/** So much is missing within a take although it went on for long afterwards. Until its first slice came it may have been late. */
function unnoticedHole({ captured, spans }: HeardTake): number | undefined {
  const inFirst = captured.spans.find((of) => of.length > 0)?.length ?? 0;
  for (let i = 1; i < spans.length; i++) {
    const holeMs = spans[i]!.fromMs - spans[i - 1]!.toMs;
    const bearableMs = i < inFirst ? 2 * NOTICED_WITHIN_MS : NOTICED_WITHIN_MS;
    if (holeMs > bearableMs && lengthMs(spans.slice(i)) > NOTICED_WITHIN_MS) return holeMs;
  }
  return undefined;
}

const lengthMs = (spans: readonly Span[]) => spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);

function markFault(facts: RecordingFacts, { marks, storedMarks }: Notes, manifest: Manifest, precise: boolean): string | undefined {
  for (const { mark, take, atMs } of storedMarks) if (!manifest.marks.some((one) => one.mark === mark && one.take === take && one.atMs === atMs)) return `mark ${mark} was acknowledged and is not there`;
  for (const { of, atMs } of marks) {
    const take = [...facts.takes].find(([, { captured }]) => captured === of)?.[0];
    if (take === undefined) continue;
    const nearestMs = Math.min(...manifest.marks.filter((mark) => mark.take === take).map((mark) => Math.abs(mark.atMs - atMs)));
    if (nearestMs > (precise ? NOTICED_WITHIN_MS : Number.MAX_VALUE)) return `the mark set after ${atMs} ms of take ${take} is ${nearestMs} ms away`;
  }
  return undefined;
}

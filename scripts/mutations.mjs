// Bugs that lie in the code itself: each is one piece of source text with another in its place, made while a bundle is
// built and never on disk. A piece that is not there exactly once is an error, so that these keep up with the code.

/** @typedef {{ file: string, find: string, replace: string }} Mutation */

/** @type {Readonly<Record<string, Mutation>>} */
export const MUTATIONS = {
  '412 counts as an error': {
    file: 'src/adapters/uploadapi.ts',
    find: 'if (response.status === 200 || response.status === 412) {',
    replace: 'if (response.status === 200) {',
  },
  "a portal's 200 counts as stored": {
    file: 'src/adapters/uploadapi.ts',
    find: "if (response.headers.has('etag') || response.status === 412) return;",
    replace: 'return;',
  },
  'any refusal parks': {
    file: 'src/adapters/http.ts',
    find: "return new Failure('foreign_answer', options);",
    replace: "return new Failure('invalid_manifest', options);",
  },
  'a request may hang for ever': {
    file: 'src/adapters/http.ts',
    find: ', signal: AbortSignal.timeout(timeoutMs) }',
    replace: ' }',
  },
  'a chunk is sealed again for another try': {
    file: 'src/core/capture/takewriter.ts',
    find: 'await deps.timers.sleep(waitMs);',
    replace:
      'await deps.timers.sleep(waitMs); const place = { ownerId, recordingId: fence.recordingId, take, chunk: chunk.chunk, mimeType }; chunk = { ...chunk, sealed: await key.seal(chunkIv(chunk.chunk), chunkAad(place), chunk.sealed) };',
  },
  'a second is called saved before it is written': {
    file: 'src/core/capture/takewriter.ts',
    find: 'await commit({ recordingId',
    replace: 'options.onSaved(durationMs, sealed.byteLength); await commit({ recordingId',
  },
  'a chunk that cannot be written is left out': {
    file: 'src/core/capture/takewriter.ts',
    find: 'if (error instanceof Fenced || waitMs === undefined) throw error;',
    replace: 'if (error instanceof Fenced) throw error; if (waitMs === undefined) return;',
  },
  'Stop does not wait for what is being written': {
    file: 'src/core/capture/session.ts',
    find: 'await running.writer.finish();',
    replace: '',
  },
  'a recorder holds no lock': {
    file: 'src/core/capture/session.ts',
    find: 'await deps.locks.hold(recordingLock(fence.recordingId))',
    replace: '(recordingLock(fence.recordingId), { release() {} })',
  },
  'an interruption leaves no gap': {
    file: 'src/core/capture/recorder.ts',
    find: 'of.gap = { afterTake: take, cause, sinceMs: since.nowMs };',
    replace: '',
  },
  'audio that stays behind the clock is no gap': {
    file: 'src/core/capture/interruption.ts',
    find: 'if (missingMs <= LAG_MS) return',
    replace: 'if (missingMs <= 1e9) return',
  },
  'a sleep begins when it is noticed': {
    file: 'src/core/capture/interruption.ts',
    find: "return cut(flow, 'asleep', lastSignOfLife(flow), at);",
    replace: "return cut(flow, 'asleep', at, at);",
  },
  'a microphone that arrives after Stop stays open': {
    file: 'src/core/capture/recorder.ts',
    find: 'opened.close();\n      return null;',
    replace: 'return null;',
  },
  'a take begins although Stop was tapped meanwhile': {
    file: 'src/core/capture/recorder.ts',
    find: 'if (!wanted()) return false;',
    replace: '',
  },
  'a recording that was stopped while the microphone was opened again is taken for stolen': {
    file: 'src/core/capture/recorder.ts',
    find: 'if (!wanted()) return;\n      if (error instanceof Fenced) return goOnElsewhere(of, true);\n      closeInput();',
    replace: 'if (error instanceof Fenced) return goOnElsewhere(of, true);\n      if (!wanted()) return;\n      closeInput();',
  },
  'an end is not waited for before the microphone is opened again': {
    file: 'src/core/capture/recorder.ts',
    find: "if (action === 'open' && !of.cutting) void reopen(of);",
    replace: "if (action === 'open') void reopen(of);",
  },
  'a mark goes to another take': {
    file: 'src/core/capture/recorder.ts',
    find: 'await store.addMark(of.fence, { take, atMs });',
    replace: 'await store.addMark(of.fence, { take: Math.max(0, take - 1), atMs });',
  },
  'what comes after the last look counts as silence': {
    file: 'src/core/capture/recorder.ts',
    find: 'if (of.running && !of.running.ending) of.sound = listen(of.sound, input?.peak() ?? null, clock.monotonicMs());',
    replace: '',
  },
  'what nobody could listen to counts as silence': {
    file: 'src/core/capture/sound.ts',
    find: "return blind || heard === 'unknown' ? 'unknown' : 'nothing';",
    replace: "return 'nothing';",
  },
  'what is written while a manifest is made is left out': {
    file: 'src/core/outbox/freezemanifest.ts',
    find: 'bytes, recording.edits ?? 0);',
    replace: 'bytes, (await deps.store.get(id))?.edits ?? 0);',
  },
  'recovery takes living recordings': {
    file: 'src/core/capture/recovery.ts',
    find: 'if (!lock) return false;',
    replace: 'if (!lock) return deps.store.takeOver(id, deps.random.uuid()).then(() => true, () => false);',
  },
  'sent without comparing the lists': {
    file: 'src/core/outbox/executor.ts',
    find: ': sameSegments(answer.segments, await store.segments(id));',
    replace: ': true || sameSegments(answer.segments, await store.segments(id));',
  },
  'received counts as archived': {
    file: 'src/core/outbox/executor.ts',
    find: 'await store.markArchived(id, archived);',
    replace: '} if (!problem) { await store.markArchived(id, archived ?? { sha256: recording.manifestSha256!, seconds: 0, archivedAtMs: 0 });',
  },
  'a failed try is repeated at once': {
    file: 'src/core/outbox/backoff.ts',
    find: 'return Math.round(ceiling / 2 + (ceiling / 2) * unit);',
    replace: 'return Math.round(ceiling * unit * 0);',
  },
  'whoever hurries makes everybody wait': {
    file: 'src/core/outbox/backoff.ts',
    find: '(isDue(earlier.atMs, nowMs) ? 1 : 0)',
    replace: '1',
  },
  'a retry time is believed however far ahead': {
    file: 'src/core/outbox/backoff.ts',
    find: ' || atMs > nowMs + MAX_WAIT_MS;',
    replace: ';',
  },
  'hurry has no end': {
    file: 'src/core/outbox/drain.ts',
    find: 'hurry: options.hurry && !tried.has(recording.id)',
    replace: 'hurry: options.hurry',
  },
  'a running recording is parked': {
    file: 'src/core/outbox/drain.ts',
    find: ' && !(row && isRunning(row))',
    replace: '',
  },
  'a segment that is missed again and again is sent without a pause': {
    file: 'src/core/outbox/drain.ts',
    find: "last?.code === 'segments_missing' && error.code === last.code",
    replace: 'false && last',
  },
  'a segment that was cut meanwhile counts as lost': {
    file: 'src/core/outbox/drain.ts',
    find: 'segments.length < recording.segmentCount',
    replace: 'segments.length !== recording.segmentCount',
  },
  'no limit to PUTs at a time': {
    file: 'src/core/outbox/planner.ts',
    find: 'if (puts === MAX_PUTS) break;',
    replace: '',
  },
  'a page that finds the lock taken never looks again': {
    file: 'src/page/sending.ts',
    find: 'if (!result) return schedule(deps.clock.nowMs() + BUSY_MS, hurry);',
    replace: 'if (!result) return;',
  },
  'a drain that rejects is the last': {
    file: 'src/page/sending.ts',
    find: 'schedule(null);\n      }\n      draining',
    replace: 'return;\n      }\n      draining',
  },
};

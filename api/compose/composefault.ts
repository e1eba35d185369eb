import type { ArchiveProblem } from '../../src/wire/archive.ts';

/** A fault in the recording itself: trying again cannot help. `message` is shown to people and holds nothing private. */
export class ComposeFault extends Error {
  override readonly name = 'ComposeFault';
  readonly code: ArchiveProblem['code'];
  constructor(code: ArchiveProblem['code'], detail: string, cause?: unknown) {
    super(detail, { cause });
    this.code = code;
  }
}

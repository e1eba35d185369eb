/** The answers that commands wait for, by the number of each. */
export interface Answers {
  /** A number of its own for a command, and what will come of it. */
  expect(): { id: number; answer: Promise<unknown> };
  resolve(id: number, value: unknown): void;
  reject(id: number, error: Error): void;
  /** Nothing will be answered any more. */
  end(error: Error): void;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export function createAnswers(): Answers {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let over: Error | undefined;
  const take = (id: number): Waiting | undefined => {
    const one = waiting.get(id);
    waiting.delete(id);
    return one;
  };
  return {
    expect() {
      const id = ++lastId;
      const answer = new Promise<unknown>((resolve, reject) => (over ? reject(over) : waiting.set(id, { resolve, reject })));
      return { id, answer };
    },
    resolve: (id, value) => take(id)?.resolve(value),
    reject: (id, error) => take(id)?.reject(error),
    end(error) {
      over ??= error;
      for (const id of waiting.keys()) take(id)?.reject(over);
    },
  };
}

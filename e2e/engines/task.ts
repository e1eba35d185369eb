/** An expression that runs `task` with `args` in a page and is a promise of what it results in, as JSON; '' for nothing. */
export function expressionOf<A extends readonly unknown[], T>(task: (...args: A) => T | Promise<T>, args: A): string {
  return `Promise.resolve((${task.toString()})(...${JSON.stringify(args)})).then((value) => JSON.stringify(value) ?? '')`;
}

/** What such an expression has resulted in. */
export function resultOf<T>(text: string): T {
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

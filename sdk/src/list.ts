// A list of the API, page by page: at any moment no more than one page is held.

/** `for await` gives all items, asking for the next page when it gets there. */
export type List<Value> = AsyncIterable<Value> & {
  /** One page, for whoever shows pages: its `next` goes into the next query's `after`. */
  page(): Promise<Page<Value>>;
};

export type Page<Value> = { data: Value[]; next: string | null };

/** `read` asks for the page after a cursor; for the first one when there is none. */
export function createList<Value>(read: (after: string | undefined) => Promise<Page<Value>>): List<Value> {
  return {
    page: () => read(undefined),
    async *[Symbol.asyncIterator]() {
      let after: string | undefined;
      do {
        const { data, next } = await read(after);
        yield* data;
        // A server that repeats itself would keep the loop going for ever.
        if (next !== null && next === after) throw new Error(`The list does not advance past ${next}.`);
        after = next ?? undefined;
      } while (after !== undefined);
    },
  };
}

// A whole list of the API, page after page.
import type { Page } from "@waypost/contract";

/** As many as a page may hold. */
const pageItems = 200;

export async function* everyItem<Item>(
  read: (query: { limit: number; after: string | undefined }) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let after: string | undefined;
  do {
    const page = await read({ limit: pageItems, after });
    yield* page.data;
    after = page.next ?? undefined;
  } while (after !== undefined);
}

/** The first so many, and whether there are more. */
export async function firstOf<Item>(
  items: AsyncIterable<Item>,
  max: number,
): Promise<{ items: Item[]; isWhole: boolean }> {
  const found: Item[] = [];
  for await (const item of items) {
    if (found.length === max) return { items: found, isWhole: false };
    found.push(item);
  }
  return { items: found, isWhole: true };
}

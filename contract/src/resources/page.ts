// A page of a list: the data, and the cursor that asks for the next page.

import Type from "typebox";
import { closed, nullable } from "../json-schema.ts";

export function page<Item extends Type.TSchema>(item: Item) {
  return closed({ data: Type.Array(item), next: nullable(Type.String()) });
}

/** Query of every list. */
export const pageQuery = closed({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  after: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
});

export type Page<Item> = { data: Item[]; next: string | null };
export type PageQuery = Type.Static<typeof pageQuery>;

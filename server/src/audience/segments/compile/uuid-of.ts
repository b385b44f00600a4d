// The uuid behind an id that the contract has let through.

import { type IdPrefix, parseId } from "../../../kernel/ids.ts";

export function uuidOf(prefix: IdPrefix, id: string): string {
  const uuid = parseId(prefix, id);
  if (uuid === null) throw new Error(`the contract lets no ${id} through`);
  return uuid;
}

// Magic …0007: throttled twice, then accepted, over and over.
import type { Network } from "../network.ts";
import { temperOf } from "../people/temper.ts";
import { GraphError } from "./graph-error.ts";

/**
 * By the pair rate, the limit that belongs to a person. Counted by call, not by message: a client that
 * numbers its attempts gives each its own opaque data.
 */
export function throttleByTemper({ people }: Network, phone: number) {
  if (temperOf(phone) !== "throttled_twice") return;
  const person = people.know(phone);
  person.throttled = (person.throttled + 1) % 3;
  if (person.throttled !== 0) throw new GraphError(131056);
}

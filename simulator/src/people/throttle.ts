// Magic …0007: throttled twice, then accepted, over and over.
import type { Network } from "../network.ts";
import { temperOf } from "./temper.ts";

/** Counted by call, not by message: a client that numbers its attempts gives each its own opaque data. */
export function throttlesNow({ people }: Network, phone: number): boolean {
  if (temperOf(phone) !== "throttled_twice") return false;
  const person = people.know(phone);
  person.throttled = (person.throttled + 1) % 3;
  return person.throttled !== 0;
}

// Magic …0007: each message is throttled twice, then accepted.
import type { Network } from "../network.ts";
import { temperOf } from "../people/temper.ts";
import { GraphError } from "./graph-error.ts";

/** The pair rate is the limit that belongs to a person; attempts are told apart by the caller's opaque data. */
export function throttleByTemper({ people }: Network, phone: number, opaque: string) {
  if (temperOf(phone) !== "throttled_twice") return;
  const { throttled } = people.know(phone);
  const attempts = (throttled.get(opaque) ?? 0) + 1;
  if (attempts > 2) return void throttled.delete(opaque);
  throttled.set(opaque, attempts);
  throw new GraphError(131056);
}

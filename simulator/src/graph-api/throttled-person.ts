// Magic …0007 on the Graph API: the pair rate is exceeded, the limit that belongs to a person.
import type { Network } from "../network.ts";
import { throttlesNow } from "../people/throttle.ts";
import { GraphError } from "./graph-error.ts";

export function throttleByTemper(network: Network, phone: number) {
  if (throttlesNow(network, phone)) throw new GraphError(131056);
}

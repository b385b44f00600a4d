// Which sender a message leaves by when it names none.

import type { Body, CallOptions } from "../call.ts";
import type { Core } from "../core.ts";

export function routingOf({ request }: Core) {
  return {
    get: (options?: CallOptions) => request("GET /v1/routing", options),
    /** Replaces the policy as a whole; the former one stays in the history. */
    put: (policy: Body<"PUT /v1/routing">, options?: CallOptions) =>
      request("PUT /v1/routing", { ...options, body: policy }),
    /** Which road a message would take, and why. */
    explain: (message: Body<"POST /v1/routing/explain">, options?: CallOptions) =>
      request("POST /v1/routing/explain", { ...options, body: message }),
  };
}

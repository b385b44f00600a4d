// The webhooks room's door: a tenant's endpoints, and what is delivered to them.

import { deliveryRoutes } from "./routes/deliveries.ts";
import { endpointRoutes, type EndpointRouteDeps } from "./routes/endpoints.ts";
import { pruneDeliveries, pruneEndpoints } from "./store/delivery.ts";
import type { Route } from "../kernel/route.ts";

export { countWebhookEndpoints } from "./change-endpoint.ts";
export { macKeyOf } from "./callback-signature.ts";
export { createCallbacks } from "./make-callbacks.ts";
export { disabledMail } from "./disabled-mail.ts";
export { webhooksOfPerson } from "./personal-data.ts";
export { readWaiting } from "./store/delivery.ts";
export type { DisabledRow } from "./store/work.ts";
export { checkEndpointUrl, type Courier, createCourier } from "./delivery/courier.ts";
export { createWebhookWorker, type WebhookWorker } from "./delivery/worker.ts";
export type { WorkerDeps } from "./delivery/state.ts";

export function webhookRoutes(deps: EndpointRouteDeps): Route[] {
  return [...endpointRoutes(deps), ...deliveryRoutes(deps)];
}

/** What is older than a month, and what nobody can see any more. */
export const webhookPrunes = {
  "prune-webhook-deliveries": pruneDeliveries,
  "prune-webhook-endpoints": pruneEndpoints,
};

// The doors room's door: other products' APIs over our own, so that their clients work unchanged.

export { createGraphDoor, type GraphDeps } from "./graph/door.ts";
export { statusCallback } from "./twilio/status-callback.ts";
export { createTwilioDoor, type TwilioDeps } from "./twilio/door.ts";

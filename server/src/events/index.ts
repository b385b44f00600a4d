// The events room's door: what happened, told as it happens.

export { type EventRow, presentEvent } from "./event.ts";
export { createFeed, type Feed } from "./feed.ts";
export { eventRoutes } from "./routes.ts";
export { pruneEvents, pruneTickets } from "./store.ts";
export { createTicketDoor } from "./tickets.ts";

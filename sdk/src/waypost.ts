// The client: Waypost's resources, and any of its routes by name.

import { connect, type WaypostOptions } from "./connection.ts";
import { type Core, createCore } from "./core.ts";
import type { LiveEvent } from "./event-types.ts";
import { type EventOptions, followEvents } from "./events.ts";
import { consentsOf, contactsOf, suppressionsOf } from "./resources/audience.ts";
import { mediaOf } from "./resources/media.ts";
import { deadLettersOf, messagesOf, receivedOf } from "./resources/messages.ts";
import { routingOf } from "./resources/routing.ts";
import { numbersOf, sendersOf } from "./resources/senders.ts";
import { templatesOf } from "./resources/templates.ts";

/** Plain objects of functions, none of which needs its `this`: take apart what you like. */
export type Waypost = Core & Resources & { events: Events };

export type Events = (options?: EventOptions) => AsyncGenerator<LiveEvent, void, undefined>;

/** Asks nothing of anybody yet. Calls throw a `WaypostError`, or the reason of the signal that ended them. */
export function createWaypost(options: WaypostOptions): Waypost {
  const connection = connect(options);
  const core = createCore(connection);
  return {
    ...core,
    ...resourcesOf(core),
    events: (eventOptions = {}) => followEvents(connection, eventOptions),
  };
}

type Resources = ReturnType<typeof resourcesOf>;

function resourcesOf(core: Core) {
  return {
    messages: messagesOf(core),
    received: receivedOf(core),
    deadLetters: deadLettersOf(core),
    senders: sendersOf(core),
    numbers: numbersOf(core),
    templates: templatesOf(core),
    media: mediaOf(core),
    contacts: contactsOf(core),
    consents: consentsOf(core),
    suppressions: suppressionsOf(core),
    routing: routingOf(core),
  };
}

// The routes about numbers and accounts at Meta, and what they need of the rest of the house.

import {
  costRoutes,
  numberRoutes,
  onboardingRoutes,
  peopleRoutes,
  sightingOf,
  type TestMessages,
} from "../accounts/index.ts";
import type { AttachedConfig } from "../config.ts";
import { graphOriginsOf } from "../graph-origins.ts";
import { presentId, parseId } from "../kernel/ids.ts";
import type { Caller, Mode, Route } from "../kernel/route.ts";
import { capacity } from "../plans/index.ts";
import { askSimulator } from "../sandbox-numbers.ts";
import { createGraph } from "../transports/cloud-api/index.ts";
import { openCloudApi } from "./cloud-api-sessions.ts";
import type { House } from "./house.ts";
import { callInside } from "./inside-calls.ts";

export type AccountRouteDeps = {
  config: AttachedConfig;
  house: House;
  /** The routes about messages: a test message goes the way of every other. */
  messages: readonly Route[];
  senderNamed(caller: Caller, reference: string): Promise<string>;
};

export function accountRoutes(deps: AccountRouteDeps): Route[] {
  const { config, house, messages, senderNamed } = deps;
  const { app: db, vault, finder, newId } = house;
  const now = (): Date => new Date();
  const graph = createGraph(graphOriginsOf(config));
  return [
    ...numberRoutes({ db, vault, graph, now }),
    ...peopleRoutes({ db, openSession: openCloudApi(config, vault) }),
    ...costRoutes({ senderNamed, now }),
    ...onboardingRoutes({
      db,
      vault,
      graph,
      now,
      newId,
      callbackUrlOf: (mode) => callbackUrlOf(config, mode),
      sightingOf: (of) => sightingOf(house, of),
      messages: testMessages(house, messages),
      graphOf: (mode) => graphOf(config, mode),
      forget: finder.forget,
      roomForSender: (tx, owner) => capacity(tx, owner, "senders"),
    }),
  ];
}

/** The simulator knows us by an address of its own. */
function callbackUrlOf({ http, simulator }: AttachedConfig, mode: Mode): string {
  return mode === "test" ? simulator.webhookUrl : `${http.publicUrl}/hooks/cloud-api`;
}

/** Pinned like the transport's own: shapes change between versions. */
const live = { graphUrl: "https://graph.facebook.com", version: "v25.0", app: null };

/** In the sandbox the simulator is Meta, app included. */
async function graphOf({ simulator }: AttachedConfig, mode: Mode) {
  if (mode === "live") return live;
  if (!simulator.enabled) return null;
  const { graph_url, version, app_id, app_secret } = await askSimulator(simulator.url, "config");
  const app = { appId: String(app_id), appSecret: String(app_secret) };
  return { graphUrl: String(graph_url), version: String(version), app };
}

function testMessages({ app }: House, routes: readonly Route[]): TestMessages {
  const call = callInside(routes, app);
  return {
    send: async (caller, { senderId, to, template }) => {
      const { name, language, category } = template;
      const message = {
        from: presentId("snd", senderId),
        to,
        type: "template",
        template: { name, language: { code: language } },
        category: categories[category] ?? "utility",
      };
      const { body } = await call(caller, "POST /v1/messages", { body: message });
      const id = parseId("msg", String((body as { id?: unknown }).id));
      if (id === null) throw new Error("an accepted message has an id");
      return id;
    },
    read: async (caller, messageId) => {
      const params = { id: presentId("msg", messageId) };
      const { body } = await call(caller, "GET /v1/messages/:id", { params });
      return body as Awaited<ReturnType<TestMessages["read"]>>;
    },
  };
}

const categories: Readonly<Record<string, string>> = {
  MARKETING: "marketing",
  AUTHENTICATION: "authentication",
};

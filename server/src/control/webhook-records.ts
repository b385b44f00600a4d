// What a full payload holds: the thing an event is about, as the API itself would show it to the endpoint's tenant.

import type { Database } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { type IdPrefix, presentId } from "../kernel/ids.ts";
import { type Caller, type Reply, type Route, scopes } from "../kernel/route.ts";
import type { WorkerDeps } from "../webhooks/index.ts";
import { callWithin } from "./inside-calls.ts";

type Told = Parameters<WorkerDeps["readRecords"]>[1][number];
type About = { path: string; prefix: IdPrefix; id(event: Told): string | null };

const subject = ({ subject_id }: Told): string => subject_id;

/** By the type, or by its first word. What stands in no line has nothing more to show. */
const shownAt: Readonly<Record<string, About>> = {
  "message.received": { path: "/v1/messages/received/:id", prefix: "inb", id: subject },
  message: { path: "/v1/messages/:id", prefix: "msg", id: subject },
  session: { path: "/v1/senders/:id/session", prefix: "snd", id: subject },
  sender: { path: "/v1/senders/:id", prefix: "snd", id: subject },
  template: { path: "/v1/templates/:id", prefix: "tpl", id: subject },
  campaign: { path: "/v1/campaigns/:id", prefix: "cmp", id: subject },
  contact: { path: "/v1/contacts/:id", prefix: "con", id: ({ contact_id }) => contact_id },
};

/** Through the routes' own handlers, so that a payload never says it in other words than the API. */
export function createRecordReader(app: Database, routes: readonly Route[]): WorkerDeps["readRecords"] {
  const call = callWithin(routes);
  return ({ tenantId, mode, id }, events) => {
    const caller: Caller = { tenantId, mode, actor: { kind: "key", id }, scopes: new Set(scopes) };
    return app.asTenants([tenantId], (tx) => {
      const show: Show = (route, params) => call((work) => work(tx), caller, route, { params });
      return Promise.all(events.map((event) => readRecord(show, event)));
    });
  };
}

type Show = (route: string, params: Readonly<Record<string, string>>) => Promise<Reply>;

async function readRecord(show: Show, event: Told): Promise<object | null> {
  const about = shownAt[event.type] ?? shownAt[event.type.split(".", 1)[0] ?? ""];
  const id = about?.id(event) ?? null;
  if (about === undefined || id === null) return null;
  try {
    const { body } = await show(`GET ${about.path}`, { id: presentId(about.prefix, id) });
    return typeof body === "object" ? body : null;
  } catch (error) {
    // It is not there any more, or not in this mode: the event is told all the same.
    if (error instanceof AppError) return null;
    throw error;
  }
}

// What a full payload holds: the thing an event is about, as the API itself would show it to the endpoint's tenant.

import type { Database, Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { type IdPrefix, presentId } from "../kernel/ids.ts";
import { type Caller, type Route, scopes } from "../kernel/route.ts";
import type { WorkerDeps } from "../webhooks/index.ts";

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
  const byPath = new Map(routes.filter(({ method }) => method === "GET").map((route) => [route.path, route]));
  return ({ tenantId, mode, id }, events) => {
    const caller: Caller = { tenantId, mode, actor: { kind: "key", id }, scopes: new Set(scopes) };
    return app.asTenants([tenantId], (tx) =>
      Promise.all(events.map((event) => readRecord({ byPath, caller, tx }, event))),
    );
  };
}

type Reading = { byPath: ReadonlyMap<string, Route>; caller: Caller; tx: Tx };

async function readRecord({ byPath, caller, tx }: Reading, event: Told): Promise<object | null> {
  const about = shownAt[event.type] ?? shownAt[event.type.split(".", 1)[0] ?? ""];
  const id = about?.id(event) ?? null;
  const handler = byPath.get(about?.path ?? "")?.handler;
  if (about === undefined || id === null || handler === undefined) return null;
  const params = { id: presentId(about.prefix, id) };
  const request = { caller, params, query: {}, body: undefined, idempotencyKey: null, accept: null };
  try {
    if (handler.kind === "stream") return null;
    const { body } = await (handler.kind === "own" ? handler.handle(request) : handler.handle(request, tx));
    return typeof body === "object" ? body : null;
  } catch (error) {
    // It is not there any more, or not in this mode: the event is told all the same.
    if (error instanceof AppError) return null;
    throw error;
  }
}

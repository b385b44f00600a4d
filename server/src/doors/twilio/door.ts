// The door for Twilio's clients: its Messages resource over our API, under /compat/twilio.

import type { MessageResource, MessageSummary, TemplateResource } from "@waypost/contract";
import Type from "typebox";
import type { Call, Door } from "../../kernel/door.ts";
import { AppError, problemOf } from "../../kernel/errors.ts";
import type { Caller, Reply, Route, RouteRequest } from "../../kernel/route.ts";
import { accountSid, keyInBasic, messageIdIn } from "./account.ts";
import { requestErrorCode } from "./codes.ts";
import { badField, fieldOf, formOf } from "./form.ts";
import { listQuery, readList, showPage } from "./list.ts";
import { presentMessage } from "./present-message.ts";
import { readSend } from "./read-send.ts";

export type TwilioDeps = {
  call: Call;
  /** The number of a sender, `snd_…`; null when it has none. */
  numberOf(caller: Caller, sender: string): Promise<string | null>;
  /**
   * Where a message tells what becomes of it, as its metadata says so; why not, where it cannot. `keyMark`: of the key,
   * by which callbacks are signed.
   */
  callbacksTo(
    caller: Caller,
    wanted: { url: string; keyMark: Buffer },
  ): Promise<Readonly<Record<string, string>> | { refused: string }>;
  /** What of a key callbacks are signed with. */
  markOf(key: string): Buffer;
};

const base = "/compat/twilio/2010-04-01/Accounts/:account";
const anything = { response: { 200: Type.Unknown() } };

export function createTwilioDoor(deps: TwilioDeps): Door {
  const route = (of: Pick<Route, "method" | "path" | "scope" | "summary"> & { handle: Handle }): Route => ({
    ...of,
    audit: null,
    schema:
      of.method === "GET" && of.path.endsWith("/Messages.json")
        ? { query: listQuery, ...anything }
        : anything,
    parsesBody: true,
    handler: { kind: "own", handle: (request) => ofOwnAccount(request, () => of.handle(deps, request)) },
  });
  const [messages, one] = [`${base}/Messages.json`, `${base}/Messages/:file`];
  return {
    name: "twilio",
    keyIn: keyInBasic,
    markOf: deps.markOf,
    refuse,
    routes: [
      route({ method: "POST", path: messages, scope: "messages:write", summary: "Send", handle: send }),
      route({ method: "GET", path: messages, scope: "messages:read", summary: "List", handle: list }),
      route({ method: "GET", path: one, scope: "messages:read", summary: "Fetch", handle: fetchOne }),
      route({ method: "POST", path: one, scope: "messages:write", summary: "Cancel", handle: update }),
    ],
  };
}

type Handle = (deps: TwilioDeps, request: RouteRequest) => Promise<Reply>;

/** Another tenant's account answers like one that is not there. */
function ofOwnAccount({ params, caller }: RouteRequest, run: () => Promise<Reply>): Promise<Reply> {
  if (params["account"] !== accountSid(caller.tenantId)) throw notFound();
  return run();
}

async function send(deps: TwilioDeps, request: RouteRequest): Promise<Reply> {
  const { caller, body, idempotencyKey } = request;
  const { message, template, statusCallback } = readSend(formOf(body));
  const whole = {
    ...message,
    ...(template === null ? {} : await templateOf(deps, caller, template)),
    ...(statusCallback === null ? {} : { metadata: await callbacksOf(deps, request, statusCallback) }),
  };
  const reply = await deps.call(caller, "POST /v1/messages", { body: whole, idempotencyKey });
  const sent = reply.body as MessageSummary;
  const shown = { ...whole, ...sent };
  return { ...reply, status: 201, body: await present(deps, caller, shown) };
}

/** As long as what a message's metadata holds. */
const callbackMax = 500;

async function callbacksOf(
  { callbacksTo }: TwilioDeps,
  { caller, keyMark }: RouteRequest,
  url: string,
): Promise<Readonly<Record<string, string>>> {
  if (keyMark === undefined) throw new Error("whoever asks at this door has a key");
  // Callbacks say what asking would: only to who may ask.
  if (!caller.scopes.has("messages:read") && !caller.scopes.has("messages:metadata"))
    throw new AppError(
      "insufficient_scope",
      "StatusCallback needs the scope messages:read or messages:metadata.",
    );
  const made = await callbacksTo(caller, { url, keyMark });
  if ("refused" in made) throw badField("StatusCallback", `cannot be called: ${made["refused"]}`);
  if (Object.values(made).some((text) => text.length > callbackMax))
    throw badField("StatusCallback", `is longer than ${callbackMax} characters`);
  return made;
}

type Template = NonNullable<ReturnType<typeof readSend>["template"]>;

async function templateOf(
  { call }: TwilioDeps,
  caller: Caller,
  { id, variables }: Template,
): Promise<object> {
  const { body } = await call(caller, "GET /v1/templates/:id", { params: { id } }).catch((error: unknown) => {
    throw error instanceof AppError && error.code === "not_found"
      ? badField("ContentSid", "names no template of yours")
      : error;
  });
  const { name, language, category } = body as TemplateResource;
  return {
    type: "template",
    template: { name, language, variables },
    category: category.toLowerCase(),
  };
}

async function fetchOne(deps: TwilioDeps, { caller, params }: RouteRequest): Promise<Reply> {
  const { body } = await deps.call(caller, "GET /v1/messages/:id", { params: { id: messageIn(params) } });
  return { status: 200, body: await present(deps, caller, body as MessageResource) };
}

async function list(deps: TwilioDeps, { caller, query }: RouteRequest): Promise<Reply> {
  const asked = readList(query);
  const { body } = await deps.call(caller, "GET /v1/messages", { query: asked });
  const { data, next } = body as { data: MessageResource[]; next: string | null };
  const messages = await Promise.all(data.map((message) => present(deps, caller, message)));
  return { status: 200, body: showPage(caller.tenantId, query, { messages, next }) };
}

/** Twilio's update either cancels what is scheduled or takes a text away; the second is an erasure with us. */
async function update(deps: TwilioDeps, { caller, params, body }: RouteRequest): Promise<Reply> {
  const id = messageIn(params);
  if (fieldOf(formOf(body), "Status") !== "canceled") throw badField("Status", "can only be set to canceled");
  const { body: canceled } = await deps.call(caller, "POST /v1/messages/:id/cancel", { params: { id } });
  return { status: 200, body: await present(deps, caller, canceled as MessageResource) };
}

async function present(
  { numberOf }: TwilioDeps,
  caller: Caller,
  message: Parameters<typeof presentMessage>[1] & { from: string },
): Promise<object> {
  return presentMessage(caller.tenantId, message, await numberOf(caller, message.from));
}

function messageIn(params: Readonly<Record<string, string>>): string {
  const file = params["file"] ?? "";
  const id = file.endsWith(".json") ? messageIdIn(file.slice(0, -".json".length)) : null;
  if (id === null) throw notFound();
  return id;
}

function notFound(): AppError {
  return new AppError("not_found", "The requested resource was not found.");
}

/** https://www.twilio.com/docs/usage/twilios-response: code, message, more_info, status. */
function refuse(error: AppError): Reply {
  const code = requestErrorCode(error);
  const { status } = problemOf(error);
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return { status, body: { code, message: error.message, more_info, status }, headers: error.headers };
}

// The door for Cloud API clients: messages and media of Meta's Graph API over our own, under /compat/graph.

import type { MediaResource, MessageSummary } from "@waypost/contract";
import Type from "typebox";
import type { Call, Door, Upload } from "../../kernel/door.ts";
import { AppError, problemOf } from "../../kernel/errors.ts";
import type { Caller, Reply, Route, RouteRequest, StreamRequest } from "../../kernel/route.ts";
import { graphCodeOf } from "./codes.ts";
import { readSend } from "./read-send.ts";
import { takeFile } from "./take-file.ts";

export type GraphDeps = {
  call: Call;
  upload: Upload;
  /** The sender, `snd_…`, that Meta's id of a phone number means; null when the caller has none such. */
  senderOf(caller: Caller, phoneNumberId: string): Promise<string | null>;
};

const base = "/compat/graph/:version/:id";
const anything = { response: { 200: Type.Unknown() } };

export function createGraphDoor(deps: GraphDeps): Door {
  const route = (of: Pick<Route, "method" | "path" | "scope" | "summary"> & { handle: Handle }): Route => ({
    ...of,
    audit: null,
    schema: anything,
    parsesBody: true,
    handler: { kind: "own", handle: (request) => of.handle(deps, request) },
  });
  return {
    name: "graph",
    keyIn: ({ authorization }) => /^bearer +(\S+)$/i.exec(authorization ?? "")?.[1] ?? null,
    refuse,
    routes: [
      route({
        method: "POST",
        path: `${base}/messages`,
        scope: "messages:write",
        summary: "Send",
        handle: send,
      }),
      {
        method: "POST",
        path: `${base}/media`,
        scope: "media:write",
        audit: null,
        summary: "Upload",
        schema: anything,
        handler: { kind: "stream", handle: (request) => uploadFile(deps, request) },
      },
      route({ method: "GET", path: base, scope: "media:read", summary: "Read a file", handle: readMedia }),
      route({ method: "DELETE", path: base, scope: "media:write", summary: "Delete", handle: deleteMedia }),
    ],
  };
}

type Handle = (deps: GraphDeps, request: RouteRequest) => Promise<Reply>;

async function send(deps: GraphDeps, { caller, params, body, idempotencyKey }: RouteRequest): Promise<Reply> {
  const from = await ownNumber(deps, caller, params);
  const asked = readSend(body, from);
  const reply = await deps.call(caller, "POST /v1/messages", { body: asked.body, idempotencyKey });
  const { id, to } = reply.body as MessageSummary;
  return {
    ...reply,
    status: 200,
    body: {
      messaging_product: "whatsapp",
      contacts: [{ input: asked.input, wa_id: to.replace("+", "") }],
      // Meta's own id is not known yet: nothing has been asked of Meta.
      messages: [{ id, message_status: "accepted" }],
    },
  };
}

async function uploadFile(deps: GraphDeps, request: StreamRequest): Promise<Reply> {
  await ownNumber(deps, request.caller, request.params);
  const { headers, body } = await takeFile(deps.upload, request);
  const { id } = body as MediaResource;
  return { status: 200, body: { id }, ...(headers === undefined ? {} : { headers }) };
}

async function readMedia({ call }: GraphDeps, { caller, params }: RouteRequest): Promise<Reply> {
  const { body } = await call(caller, "GET /v1/media/:id", { params: { id: params["id"] ?? "" } });
  const { id, url, mime_type, sha256, size_bytes } = body as MediaResource;
  return {
    status: 200,
    body: { messaging_product: "whatsapp", url, mime_type, sha256, file_size: size_bytes, id },
  };
}

async function deleteMedia({ call }: GraphDeps, { caller, params }: RouteRequest): Promise<Reply> {
  await call(caller, "DELETE /v1/media/:id", { params: { id: params["id"] ?? "" } });
  return { status: 200, body: { success: true } };
}

async function ownNumber(
  { senderOf }: GraphDeps,
  caller: Caller,
  params: Readonly<Record<string, string>>,
): Promise<string> {
  const sender = await senderOf(caller, params["id"] ?? "");
  if (sender === null) throw unknownObject(params["id"] ?? "");
  return sender;
}

/** Absent objects and objects of somebody else answer alike. */
function unknownObject(id: string): AppError {
  return new AppError(
    "not_found",
    `Unsupported request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, ` +
      "or does not support this operation.",
  );
}

/** https://developers.facebook.com/docs/graph-api/guides/error-handling */
function refuse(error: AppError, requestId: string): Reply {
  const { code, subcode, type } = graphCodeOf(error.code);
  const { status } = problemOf(error);
  const titled = code === 190 || subcode === 33 ? error.message : `(#${code}) ${error.message}`;
  return {
    // What is not there is a wrong parameter to Meta.
    status: status === 404 ? 400 : status,
    headers: error.headers,
    body: {
      error: {
        message: titled,
        type,
        code,
        ...(subcode === undefined ? {} : { error_subcode: subcode }),
        error_data: { messaging_product: "whatsapp", details: detailsOf(error) },
        fbtrace_id: requestId,
      },
    },
  };
}

function detailsOf({ message, errors }: AppError): string {
  return errors.length === 0 ? message : errors.map(({ path, message: why }) => `${path} ${why}`).join("; ");
}

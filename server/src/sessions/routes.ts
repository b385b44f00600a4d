// The routes about sessions: their state, what people want of them, and the link to a phone.

import {
  numberCheckAnswer,
  numberCheckRequest,
  type NumberCheckRequest,
  pairingCode,
  pairingCodeRequest,
  type PairingCodeRequest,
  sessionExport,
  type SessionExport,
  sessionExportRequest,
  type SessionExportRequest,
  sessionImportRequest,
  type SessionImportRequest,
  sessionQr,
  sessionResource,
} from "@waypost/contract";
import QRCode from "qrcode";
import type { Vault } from "../kernel/crypto.ts";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId } from "../kernel/ids.ts";
import type { Caller, Reply, Route, RouteRequest } from "../kernel/route.ts";
import { parsePhone, phoneProblems } from "../kernel/phone.ts";
import {
  needsSession,
  readSenderWithKeys,
  type SenderFinder,
  notifySender,
  type SenderWithKeys,
} from "../senders/index.ts";
import { exportSession } from "./export-session.ts";
import { importSession } from "./import-session.ts";
import { openQr } from "./qr.ts";
import { ask, type AskDeps } from "./request.ts";
import { isAtRest, presentSession } from "./session.ts";
import { readSession, wantSession } from "./store.ts";

export type SessionRouteDeps = AskDeps & {
  vault: Pick<Vault, "open" | "seal">;
  /** Whether a living process holds this shard, and so may have its sessions open. */
  isHeld(shard: number): Promise<boolean>;
  finder: Pick<SenderFinder, "find" | "forget">;
  now(): Date;
};

export function sessionRoutes(deps: SessionRouteDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/senders/:id/session",
      scope: "senders:read",
      summary: "Read a sender's session",
      schema: { response: { 200: sessionResource } },
      handler: { kind: "transaction", handle: read },
    },
    verb("start", {
      summary: "Start a session: it pairs or reconnects",
      ...moved,
      handler: { kind: "transaction", handle: (request, tx) => want(request, tx, "running") },
    }),
    verb("stop", {
      summary: "Stop a session; its link stays",
      ...moved,
      handler: { kind: "transaction", handle: (request, tx) => want(request, tx, "stopped") },
    }),
    verb("restart", {
      summary: "Close and open a session again",
      schema: asked,
      handler: { kind: "own", handle: (request) => askFor(deps, request, "restart") },
    }),
    verb("logout", {
      summary: "End the link on the phone too",
      schema: asked,
      handler: { kind: "own", handle: (request) => askFor(deps, request, "logout") },
    }),
    {
      method: "GET",
      path: "/v1/senders/:id/session/qr",
      scope: "senders:write",
      stepUp: true,
      audit: "session.qr_shown",
      summary: "The QR code to scan, as text or, with Accept: image/png, as a picture",
      schema: { response: { 200: sessionQr } },
      handler: { kind: "transaction", handle: (request, tx) => showQr(deps, request, tx) },
    },
    verb("pairing-code", {
      stepUp: true,
      summary: "A code to type on the phone instead of scanning",
      schema: { body: pairingCodeRequest, response: { 200: pairingCode } },
      handler: { kind: "own", handle: (request) => requestCode(deps, request) },
    }),
    verb("export", {
      scope: "sessions:export",
      stepUp: true,
      summary: "End a session here and take it out, to move its number to another installation",
      schema: { body: sessionExportRequest, response: { 200: sessionExport } },
      handler: { kind: "own", handle: (request) => takeOut(deps, request) },
    }),
    // Under the usual scope: a link from a file is a link, as one from a QR code is.
    verb("import", {
      summary: "Bring in a session that another installation exported; at most 64 MiB",
      schema: { body: sessionImportRequest, response: { 200: sessionResource } },
      handler: { kind: "own", handle: (request) => bringIn(deps, request) },
    }),
    {
      method: "POST",
      path: "/v1/numbers/check",
      scope: "senders:read",
      audit: null,
      summary: "Which of these numbers are on WhatsApp",
      schema: { body: numberCheckRequest, response: { 200: numberCheckAnswer } },
      handler: { kind: "own", handle: (request) => checkNumbers(deps, request) },
    },
  ];
}

const asked = { response: { 202: sessionResource } };
const moved: Pick<Route, "schema" | "tellsChange"> = { schema: asked, tellsChange: ["state"] };

type Verb = Pick<Route, "summary" | "schema" | "handler"> &
  Partial<Pick<Route, "scope" | "stepUp" | "tellsChange">>;

function verb(name: string, what: Verb): Route {
  return { method: "POST", path: `/v1/senders/:id/session/${name}`, scope: "senders:write", ...what };
}

async function read(request: RouteRequest, tx: Tx): Promise<Reply> {
  const sender = await senderOf(tx, request.caller, request.params["id"]);
  return { status: 200, body: await shown(tx, sender) };
}

async function want(request: RouteRequest, tx: Tx, wanted: "running" | "stopped"): Promise<Reply> {
  const sender = await senderOf(tx, request.caller, request.params["id"]);
  await wantSession(tx, [sender.tenant_id, sender.id, wanted]);
  await notifySender(tx, [String(sender.shard)]);
  return { status: 202, body: await shown(tx, sender) };
}

async function askFor(
  deps: SessionRouteDeps,
  request: RouteRequest,
  kind: "restart" | "logout",
): Promise<Reply> {
  const sender = await senderAlone(deps, request);
  await ask(deps, sender, kind, {});
  const body = await deps.db.asTenants([sender.tenant_id], (tx) => shown(tx, sender));
  return { status: 202, body };
}

async function showQr(deps: SessionRouteDeps, request: RouteRequest, tx: Tx): Promise<Reply> {
  const sender = await senderOf(tx, request.caller, request.params["id"]);
  const [row] = await readSession(tx, [sender.tenant_id, sender.id]);
  if (row === undefined || row.qr === null || row.qr_expires_at === null || row.qr_expires_at <= deps.now()) {
    const state = row?.state ?? "stopped";
    const what = isAtRest(state)
      ? "Start the session to get one."
      : "It comes in a moment, or is not needed.";
    throw new AppError("session_wrong_state", `There is no QR code: the session is ${state}. ${what}`);
  }
  const qr = openQr(deps.vault, sender, row.qr);
  if (request.accept?.includes("image/png")) {
    const picture = await QRCode.toBuffer(qr, { type: "png", margin: 4, scale: 8 });
    return { status: 200, body: picture, headers: { "content-type": "image/png" } };
  }
  return { status: 200, body: { qr, expires_at: row.qr_expires_at.toISOString() } };
}

async function requestCode(deps: SessionRouteDeps, request: RouteRequest): Promise<Reply> {
  const sender = await senderAlone(deps, request);
  const { phone } = request.body as PairingCodeRequest;
  const parsed = parsePhone(phone, null);
  if (!parsed.ok) {
    const message = phoneProblems[parsed.reason];
    throw new AppError("invalid_phone", `The number ${message}.`, { errors: [{ path: "/phone", message }] });
  }
  return { status: 200, body: await ask(deps, sender, "pairing_code", { phone: parsed.e164 }) };
}

/** Never under an idempotency key: its answer would be kept for a week. */
async function takeOut(deps: SessionRouteDeps, request: RouteRequest): Promise<Reply> {
  const { passphrase } = request.body as SessionExportRequest;
  const { file, address, exportedAt } = await exportSession(
    deps,
    requireOwnLink(await senderAlone(deps, request)),
    passphrase,
  );
  const body: SessionExport = { file: file.toString("base64"), address, exported_at: exportedAt };
  return { status: 200, body, headers: { "cache-control": "no-store" } };
}

async function bringIn(deps: SessionRouteDeps, request: RouteRequest): Promise<Reply> {
  const { file, passphrase } = request.body as SessionImportRequest;
  const sender = requireOwnLink(await senderAlone(deps, request));
  await importSession(deps, sender, { file: Buffer.from(file, "base64"), passphrase });
  deps.finder.forget(sender.tenant_id);
  const body = await deps.db.asTenants([sender.tenant_id], (tx) => shown(tx, sender));
  return { status: 200, body };
}

/** What is taken out is the link itself, and only some have it here. */
function requireOwnLink(sender: SenderWithKeys): SenderWithKeys {
  if (sender.transport === "whatsapp_web") return sender;
  throw new AppError("session_not_supported", `The link of a sender over ${sender.transport} is kept there.`);
}

async function checkNumbers(deps: SessionRouteDeps, request: RouteRequest): Promise<Reply> {
  const { from, numbers } = request.body as NumberCheckRequest;
  const { tenantId, mode } = request.caller;
  const found = await deps.finder.find(tenantId, mode, from ?? null);
  if (found === null)
    throw new AppError("sender_not_found", "There is no such sender within reach of this key.");
  const sender = await deps.db.asTenants([tenantId], (tx) => senderById(tx, request.caller, found.id));
  const parsed = numbers.map((number) => parsePhone(number, null));
  const valid = [...new Set(parsed.flatMap((phone) => (phone.ok ? [phone.e164] : [])))];
  const answers = (await ask(deps, sender, "check_numbers", { numbers: valid })) as Record<
    string,
    string | null
  >;
  const data = numbers.map((number, index) => {
    const phone = parsed[index];
    const canonical = phone?.ok ? (answers[phone.e164] ?? null) : null;
    return { number, on_whatsapp: canonical !== null, canonical };
  });
  return { status: 200, body: { data } };
}

async function shown(tx: Tx, sender: SenderWithKeys): Promise<unknown> {
  const [row] = await readSession(tx, [sender.tenant_id, sender.id]);
  return presentSession(row, sender.created_at);
}

function senderAlone(deps: SessionRouteDeps, request: RouteRequest): Promise<SenderWithKeys> {
  const { caller, params } = request;
  return deps.db.asTenants([caller.tenantId], (tx) => senderOf(tx, caller, params["id"]));
}

async function senderOf(tx: Tx, caller: Caller, presented: string | undefined): Promise<SenderWithKeys> {
  const id = parseId("snd", presented ?? "");
  if (id === null) throw new AppError("not_found", "There is no such sender.");
  return senderById(tx, caller, id);
}

async function senderById(tx: Tx, caller: Caller, id: string): Promise<SenderWithKeys> {
  const [sender] = await readSenderWithKeys(tx, [caller.tenantId, caller.mode, id]);
  if (sender === undefined) throw new AppError("not_found", "There is no such sender.");
  if (!needsSession(sender.transport)) {
    throw new AppError("session_not_supported", `A sender over ${sender.transport} needs no session.`);
  }
  return sender;
}

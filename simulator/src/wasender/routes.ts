// WasenderApi's routes: sessions under the account's token, messages under a session's key.
import type { Answer, Request } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import { isObject, parseJson } from "../json.ts";
import type { JsonObject } from "../json.ts";
import { temperOf } from "../people/temper.ts";
import type { Wasender } from "./index.ts";
import { unauthenticated, WasenderRefused, wrong } from "./refused.ts";
import { messageInfo, phoneIn, sendMessage } from "./sending.ts";
import { shown, update } from "./sessions.ts";
import type { WasenderSession } from "./sessions.ts";

/** The personal access token of the one account here. */
export const ACCOUNT_TOKEN = "wasender-simulator-account-token";

export async function answerRoute(wasender: Wasender, request: Request): Promise<Answer> {
  const [api, ...rest] = request.path.slice(1);
  const found = api === "api" ? await routeOf(wasender, request, rest) : undefined;
  if (!found) throw new WasenderRefused(404, { success: false, message: "Not Found" });
  return found;
}

function routeOf(wasender: Wasender, request: Request, [first = "", ...rest]: string[]) {
  return first === "whatsapp-sessions"
    ? accountRoute(wasender, request, rest)
    : sessionRoute(wasender, request, [first, ...rest]);
}

function tokenOf({ headers }: Request): string {
  return /^Bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? "";
}

async function bodyOf(request: Request): Promise<JsonObject> {
  const body = parseJson((await request.body()).toString() || "{}");
  if (!isObject(body)) throw wrong({ body: ["The body must be a JSON object."] });
  return body;
}

async function accountRoute(
  wasender: Wasender,
  request: Request,
  [id, action]: string[],
): Promise<Answer | undefined> {
  if (tokenOf(request) !== ACCOUNT_TOKEN) throw unauthenticated();
  const { sessions } = wasender;
  const { method } = request;
  if (id === undefined) {
    if (method === "GET") return reply({ success: true, data: sessions.all().map(shown) });
    return method === "POST" ? data(shown(sessions.create(await bodyOf(request)))) : undefined;
  }
  const session = sessions.find(Number(id));
  if (!session) throw new WasenderRefused(404, { success: false, message: "Session not found" });
  const place = `${method} ${action ?? ""}`;
  if (place === "PUT ") update(session, await bodyOf(request));
  if (place === "GET " || place === "PUT ") return data(shown(session));
  if (place === "DELETE ") return reply({ success: sessions.delete(session.id) });
  if (place === "POST disconnect") {
    session.status = "disconnected";
    return data({ status: "DISCONNECTED" });
  }
  return place === "POST connect" || place === "GET qrcode" ? connect(wasender, session, place) : undefined;
}

/** "Connect WhatsApp Session": at once when it is linked, else with a QR code's text. */
function connect({ links }: Wasender, session: WasenderSession, place: string): Answer {
  if (session.link.number !== null && place === "POST connect") session.status = "connected";
  if (session.status === "connected") return data({ status: "CONNECTED" });
  session.status = "need_scan";
  const qrCode = links.qrOf(session.link);
  return data(place === "POST connect" ? { status: "NEED_SCAN", qrCode } : { qrCode });
}

async function sessionRoute(
  wasender: Wasender,
  request: Request,
  rest: string[],
): Promise<Answer | undefined> {
  const { network, sessions } = wasender;
  const session = sessions.byKey(tokenOf(request));
  if (!session) throw unauthenticated();
  const [first = "", second = "", third] = rest;
  const place = `${request.method} ${first}`;
  if (place === "POST send-message") {
    const body = await bodyOf(request);
    return sendMessage(network, session, body, (key) => wasender.tellFailed(session, key));
  }
  if (place === "GET status") return reply({ status: session.status });
  if (place === "GET messages" && third === "info") return messageInfo(network, session, Number(second));
  if (place !== "GET on-whatsapp") return undefined;
  return data({ exists: temperOf(phoneIn(second)) !== "not_on_whatsapp" });
}

function data(value: JsonObject): Answer {
  return reply({ success: true, data: value });
}

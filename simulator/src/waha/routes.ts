// WAHA's routes: sessions, linking, sending, chats, contacts.
import type { Answer, Request } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import { isObject, parseJson, word } from "../json.ts";
import type { JsonObject } from "../json.ts";
import { temperOf } from "../people/temper.ts";
import { bareId, contentOf } from "./contents.ts";
import type { Waha } from "./index.ts";
import { badRequest, refused, wrongStatus } from "./refused.ts";
import { freshId, idIn, messageById, phoneIn, send } from "./sending.ts";
import { chatOf, meOf, shown } from "./sessions.ts";
import type { WahaSession } from "./sessions.ts";

export async function answerRoute(waha: Waha, request: Request): Promise<Answer> {
  const [face, ...rest] = request.path.slice(1);
  if (face !== "api") throw notFound(request);
  const body = await bodyOf(request);
  const call = { waha, request, body, rest };
  const found =
    (rest[0] === "sessions" ? sessionRoute(call) : undefined) ?? plainRoute(call) ?? routeOfSession(call);
  if (!found) throw notFound(request);
  return found;
}

type Call = { waha: Waha; request: Request; body: JsonObject; rest: string[] };

async function bodyOf(request: Request): Promise<JsonObject> {
  const text = (await request.body()).toString();
  if (text === "") return {};
  const body = parseJson(text);
  if (!isObject(body)) throw badRequest("the body must be a JSON object");
  return body;
}

function notFound({ method, path }: Request) {
  return refused(404, `Cannot ${method} /${path.slice(1).join("/")}`, "Not Found");
}

/** /api/sessions … */
function sessionRoute({ waha: { sessions }, request: { method }, body, rest }: Call): Answer | undefined {
  const [, name, action] = rest;
  if (name === undefined) {
    if (method === "GET") return reply(sessions.all().map(shown));
    if (method !== "POST") return undefined;
    const wanted = word(body["name"]) || `session_${freshId()}`;
    return reply(shown(sessions.create(wanted, body)), 201);
  }
  if (method === "DELETE" && action === undefined) {
    sessions.delete(name);
    return reply({});
  }
  const session = sessions.find(name);
  if (method === "GET" && action === undefined) return reply(shown(session));
  if (method === "GET" && action === "me") return reply(meOf(session));
  if (method === "PUT" && action === undefined) sessions.update(session, body);
  else if (method === "POST" && isVerb(action)) sessions[action](session);
  else return undefined;
  return reply(shown(session), method === "POST" ? 201 : 200);
}

const VERBS = ["start", "stop", "restart", "logout"] as const;

function isVerb(action: string | undefined): action is (typeof VERBS)[number] {
  return VERBS.some((verb) => verb === action);
}

/** Routes that name their session in the body or the query. */
function plainRoute({ waha, request, body, rest }: Call): Answer | undefined {
  const { method, query } = request;
  const place = `${method} ${rest.join("/")}`;
  if (place === "GET contacts/check-exists" || place === "GET checkNumberStatus") {
    const session = waha.sessions.find(query.get("session") ?? "default");
    requireWorking(session);
    return numberExists(phoneIn(query.get("phone")));
  }
  const session = (): WahaSession => waha.sessions.find(word(body["session"]) || "default");
  if (place === "PUT reaction") return react(waha, session(), body);
  if (["POST startTyping", "POST stopTyping", "POST sendSeen"].includes(place)) {
    requireWorking(session());
    return reply({ result: true }, 201);
  }
  const content = method === "POST" ? contentOf(rest.join("/"), body) : undefined;
  if (!content) return undefined;
  const meant = session();
  const sent = { phone: phoneIn(body["chatId"]), id: idIn(body), content };
  return send(waha.network, meant, sent, (payload) => waha.tell(meant, "message.any", payload));
}

function numberExists(phone: number): Answer {
  const isThere = temperOf(phone) !== "not_on_whatsapp";
  return reply({ numberExists: isThere, ...(isThere && { chatId: chatOf(phone) }) });
}

function react(waha: Waha, session: WahaSession, { messageId, reaction }: JsonObject): Answer {
  const chat = /^(?:true|false)_([^_]+)_/.exec(String(messageId))?.[1];
  if (chat === undefined || typeof reaction !== "string") throw badRequest("messageId must name a message");
  const content = { message_id: bareId(String(messageId)), emoji: reaction };
  const sent = {
    phone: phoneIn(chat),
    id: freshId(),
    content: { kind: "reaction", content, voice: false } as const,
  };
  return send(waha.network, session, sent, () => {});
}

/** /api/{session}/… */
function routeOfSession({ waha, request, body, rest }: Call): Answer | undefined {
  const [name = "", ...tail] = rest;
  const place = `${request.method} ${tail.join("/")}`;
  if (place === "GET auth/qr") return showQr(waha, waha.sessions.find(name), request.query);
  if (place === "POST auth/request-code") return requestCode(waha, waha.sessions.find(name), body);
  if (place === "GET new-message-id") return reply({ id: freshId() });
  const [chats, chat, messages, id] = tail;
  if (request.method !== "GET" || chats !== "chats" || messages !== "messages") return undefined;
  requireWorking(waha.sessions.find(name));
  return chat === undefined || id === undefined ? undefined : messageById(waha.network, chat, id);
}

/** Pictures are for people; programs ask for `format=raw` (Get QR). */
function showQr({ links }: Waha, session: WahaSession, query: URLSearchParams): Answer {
  requireStatus(session, "SCAN_QR_CODE");
  if (query.get("format") !== "raw") throw badRequest("only format=raw is shown here");
  return reply({ value: links.qrOf(session.link) });
}

function requestCode({ links }: Waha, session: WahaSession, { phoneNumber }: JsonObject): Answer {
  requireStatus(session, "SCAN_QR_CODE");
  if (!/^\d{7,15}$/.test(word(phoneNumber))) throw badRequest("phoneNumber must be digits");
  const code = links.codeFor(session.link, Number(phoneNumber));
  return reply({ code: `${code.slice(0, 4)}-${code.slice(4)}` }, 201);
}

function requireWorking(session: WahaSession) {
  requireStatus(session, "WORKING");
}

function requireStatus(session: WahaSession, expected: WahaSession["status"]) {
  if (session.status !== expected) throw wrongStatus(session.name, session.status, expected);
}

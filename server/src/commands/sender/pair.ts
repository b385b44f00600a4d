// Links a phone from the terminal: starts the session, shows what to scan or type, and follows it to its end.
import { setTimeout as wait } from "node:timers/promises";
import type { SessionResource } from "@waypost/contract";
import { Refusal } from "../../kernel/refusal.ts";
import { type ApiUse, refusalOf } from "../api-access.ts";
import { createScreen, type Screen, type Surface } from "../terminal/screen.ts";
import { print } from "../with-engine.ts";
import { qrPicture } from "./qr-picture.ts";
import { standingOf } from "./standing.ts";

export type PairWish = { phone: string | undefined; json: boolean; url: string; out: Surface };

/** Answers 0 once the phone is linked, 1 when Ctrl-C ended it before. */
export async function pair(use: ApiUse, id: string, wish: PairWish): Promise<number> {
  const screen = createScreen(wish.json ? { write: () => undefined } : wish.out);
  try {
    await follow(use, id, screen, wish);
    screen.clear();
    return await conclude(use, id, wish);
  } catch (error) {
    screen.clear();
    if (!use.signal.aborted) throw error;
    console.error("waypost: not linked so far. The session goes on by itself until its codes run out.");
    return 1;
  }
}

const pollMs = 500;

async function follow(use: ApiUse, id: string, screen: Screen, wish: PairWish): Promise<void> {
  const { ask, signal } = use;
  const before = await ask("POST /v1/senders/:id/session/start", { id });
  const startedAt = Date.now();
  const link = wish.phone === undefined ? qrLink(use, id, wish) : codeLink(use, id, wish.phone, wish);
  for (;;) {
    signal.throwIfAborted();
    const session = await ask("GET /v1/senders/:id/session", { id });
    const standing = standingOf(session, before, Date.now() - startedAt);
    if (standing === "linked") return;
    if (standing === "ended") throw new Refusal(whyNot(session));
    if (standing === "ignored")
      throw new Refusal("No transport process has taken the session up; `waypost doctor` says which run.");
    screen.show(session.state === "pairing" ? await link(session) : inWords(session));
    await wait(pollMs, undefined, { signal });
  }
}

/** What a person is to see and do while the session waits for its phone. */
type Link = (session: SessionResource) => Promise<string>;

/**
 * Read anew when it has ended, and not at each look, because every reading is a line of the audit log; and now and then
 * before, because this machine's clock may be another one.
 */
function qrLink({ client }: ApiUse, id: string, { json, url, out }: PairWish): Link {
  let shown = { qr: "", text: "" };
  let nextAt = 0;
  return async (session) => {
    if (Date.now() < nextAt) return shown.text;
    const result = await client.ask("GET /v1/senders/:id/session/qr", { id });
    // Between two codes there is none for a moment.
    if (!result.ok && result.failure.code === "session_wrong_state") return shown.text || inWords(session);
    if (!result.ok) throw refusalOf(result.failure, url);
    const { qr, expires_at } = result.value;
    const leftMs = Date.parse(expires_at) - Date.now();
    nextAt = Date.now() + Math.min(Math.max(leftMs, renewMs.least), renewMs.most);
    if (qr === shown.qr) return shown.text;
    if (json) print(JSON.stringify({ qr, expires_at }));
    shown = { qr, text: await spokenQr(qr, out.columns) };
    return shown.text;
  };
}

const renewMs = { least: 2_000, most: 15_000 };

async function spokenQr(qr: string, terminal: number | undefined): Promise<string> {
  const { text, columns } = await qrPicture(qr);
  if (terminal !== undefined && terminal < columns) {
    return `The code needs ${columns} columns and the terminal has ${terminal}: widen it, or use --phone <number>.`;
  }
  return `${text}\nOn the phone: WhatsApp, Settings, Linked devices, Link a device; then scan this code.`;
}

function codeLink({ ask }: ApiUse, id: string, phone: string, { json }: PairWish): Link {
  let shown: string | null = null;
  return async () => {
    if (shown !== null) return shown;
    const { code } = await ask("POST /v1/senders/:id/session/pairing-code", { id, body: { phone } });
    if (json) print(JSON.stringify({ code }));
    shown = [
      `  ${code.replace(/^(.{4})(.{4})$/, "$1-$2")}`,
      "On the phone: WhatsApp, Settings, Linked devices, Link a device, Link with phone number instead;",
      "then type this code.",
    ].join("\n");
    return shown;
  };
}

function inWords({ state, advice }: SessionResource): string {
  return `${advice?.meaning ?? `The session is ${state}.`} …`;
}

function whyNot({ state, reason, advice }: SessionResource): string {
  const words = advice === undefined ? "The phone was not linked." : advice.meaning;
  return [words, advice?.action, `(${reason ?? state})`].filter((part) => part).join(" ");
}

async function conclude({ ask }: ApiUse, id: string, { json }: PairWish): Promise<number> {
  const { address, session } = await ask("GET /v1/senders/:id", { id });
  print(
    json ? JSON.stringify(session) : `${id}  connected as ${address ?? "a number that is not known yet"}`,
  );
  return 0;
}

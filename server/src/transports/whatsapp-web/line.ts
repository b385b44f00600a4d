// One connection of Baileys' as the driver sees it: what comes in is told, and its end leaves nothing behind.

import type { BaileysEventMap, BinaryNode, WASocket } from "baileys";
import type { SessionMemory } from "../transport.ts";
import { newChatsLocked } from "./error-map.ts";
import { createHearing } from "./incoming/hearing.ts";
import type { HearingDeps } from "./incoming/hearing.ts";
import { receiptOf, statusesIn, statusOf } from "./incoming/status.ts";
import type { Told } from "./incoming/status.ts";
import { phoneOf } from "./jids.ts";
import { isLinked, loadCredentials } from "./keys/credentials.ts";
import { createVault } from "./keys/vault.ts";
import type { Line, LineEvents } from "./life/connection.ts";
import type { Death } from "./liveness.ts";
import { startProbe } from "./probe.ts";
import type { ProbeTiming } from "./probe.ts";
import { openSocket } from "./socket.ts";
import type { SocketParts, SocketSettings } from "./socket.ts";
import type { Clock } from "./time.ts";

export type WebLine = Line & {
  socket: WASocket;
  /** Aborted when it is hung up. */
  over: AbortSignal;
};

export type LineDeps = {
  settings: SocketSettings;
  memory: SessionMemory;
  parts: Pick<SocketParts, "caches" | "sentMessage" | "route">;
  clock: Clock;
  probing: ProbeTiming;
  hearing: Omit<HearingDeps, "me" | "phoneOfLid" | "keep">;
  /** WhatsApp's word on a message of ours; an error names its code. */
  onAck(id: string, error: string | null): void;
  onStatuses(told: readonly Told[]): void;
  /** WhatsApp's word on whether new chats may begin. */
  onNewChats(word: NewChatsWord): void;
  /** It looks open, and is of no use. */
  onDead(death: Death): void;
};

export type NewChatsWord =
  | "refused"
  | { lock: NonNullable<BaileysEventMap["connection.update"]["reachoutTimeLock"]> }
  | { cap: BaileysEventMap["message-capping.update"] };

/** Longer than a server that answers needs to say goodbye. */
const goodbyeMs = 3000;

export async function openLine(deps: LineDeps, events: LineEvents): Promise<WebLine> {
  const { memory, settings } = deps;
  const kept = await loadCredentials(memory);
  const vault = createVault({ memory, creds: kept, onFault: events.onFault });
  const hearing = createHearing({
    ...deps.hearing,
    me: () => kept.me,
    keep: (row) => vault.put(row),
    phoneOfLid: async (lid) => phoneOf(await socket.signalRepository.lidMapping.getPNForLID(lid)),
    tell: async (event) => {
      try {
        await deps.hearing.tell(event);
      } catch (error) {
        // Hung up before Baileys can confirm what nobody has: WhatsApp delivers it again.
        events.onFault();
        throw error;
      }
    },
  });
  const ears = { heard: hearing.onDecrypted, tried: hearing.onTried };
  const socket = openSocket(settings, { ...deps.parts, creds: kept, vault, ears });
  socket.ev.on("creds.update", () => vault.credentialsChanged());
  const over = new AbortController();
  const detach = attach(socket, hearing, deps, events);
  return {
    socket,
    over: over.signal,
    linked: () => isLinked(kept),
    address: () => phoneOf(kept.me?.id),
    end: async () => {
      detach();
      over.abort();
      const goodbye = hangUp(socket);
      await vault.close().catch((error: unknown) => {
        settings.log("error", "The last change of the credentials could not be stored.");
        throw error;
      });
      await goodbye;
    },
  };
}

type Hearing = ReturnType<typeof createHearing>;

function attach(socket: WASocket, hearing: Hearing, deps: LineDeps, events: LineEvents): () => void {
  const { ws, ev } = socket;
  const onAck = ({ attrs }: BinaryNode) => {
    const { id, error = null } = attrs;
    if (id !== undefined) deps.onAck(id, error);
    if (error === newChatsLocked) askForLock(socket, deps);
  };
  const onMessage = (stanza: BinaryNode) => hearing.onStanza(stanza);
  const onReceipt = (stanza: BinaryNode) => deps.onStatuses(statusesIn(stanza, socket.user));
  ws.on("CB:ack,class:message", onAck);
  ws.on("CB:message", onMessage);
  ws.on("CB:receipt", onReceipt);
  let stopProbe = () => {};
  const probe = () => {
    const { clock, probing: timing, onDead } = deps;
    stopProbe();
    stopProbe = startProbe({ socket, intake: hearing.intake, clock, timing, onDead });
  };
  const stop = ev.process((all) => {
    const update = all["connection.update"];
    if (update?.connection === "open") probe();
    if (update) onConnection(update, deps, events);
    if (all["message-capping.update"]) deps.onNewChats({ cap: all["message-capping.update"] });
    deps.onStatuses(statusesOf(all));
    const updates = all["messages.update"] ?? [];
    // What could not be decrypted at first may arrive later, from the phone.
    const late = updates.map(({ key, update: changed }) => ({ ...changed, key }));
    const upserted = all["messages.upsert"]?.messages ?? [];
    hearing.onUpserted([...upserted, ...late]).catch(() => events.onFault());
  });
  return () => {
    ws.off("CB:ack,class:message", onAck);
    ws.off("CB:message", onMessage);
    ws.off("CB:receipt", onReceipt);
    stop();
    stopProbe();
  };
}

/**
 * Baileys means to ask, but looks for the same code under another name first. Its answer comes as an update.
 */
function askForLock(socket: WASocket, deps: LineDeps): void {
  deps.onNewChats("refused");
  socket.fetchAccountReachoutTimelock().catch(() => {
    deps.settings.log("warn", "WhatsApp did not say until when new chats are locked.");
  });
}

function onConnection(
  update: BaileysEventMap["connection.update"],
  deps: LineDeps,
  events: LineEvents,
): void {
  if (update.qr !== undefined) events.onQr(update.qr);
  if (update.reachoutTimeLock) deps.onNewChats({ lock: update.reachoutTimeLock });
  if (update.connection === "open") events.onOpen();
  if (update.connection === "close") events.onEnd(codeOf(update.lastDisconnect?.error));
}

function statusesOf(all: Partial<BaileysEventMap>): Told[] {
  const updates = (all["messages.update"] ?? []).map(({ key, update }) => statusOf({ ...update, key }));
  const upserted = (all["messages.upsert"]?.messages ?? []).map(statusOf);
  const receipts = (all["message-receipt.update"] ?? []).map(receiptOf);
  return [...upserted, ...updates, ...receipts].filter((told) => told !== null);
}

/** Baileys wraps codes in Boom errors. */
function codeOf(error: unknown): number | null {
  const output: unknown = error instanceof Error && "output" in error ? error.output : null;
  const code =
    output !== null && typeof output === "object" && "statusCode" in output ? output.statusCode : null;
  return typeof code === "number" ? code : null;
}

/** A server that has fallen silent never answers the close, and Baileys would wait for it. */
async function hangUp(socket: WASocket): Promise<void> {
  const raw: unknown = Reflect.get(socket.ws, "socket");
  const timer = setTimeout(() => terminate(raw), goodbyeMs);
  try {
    await socket.end(undefined);
  } finally {
    clearTimeout(timer);
  }
}

function terminate(raw: unknown): void {
  const isSocket = raw !== null && typeof raw === "object" && "terminate" in raw;
  if (isSocket && typeof raw.terminate === "function") raw.terminate();
}

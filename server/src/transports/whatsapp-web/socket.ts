// Opens one connection of Baileys', with everything its defaults get wrong for a server set right.

import { DEFAULT_CONNECTION_CONFIG, makeWASocket, proto } from "baileys";
import type { AuthenticationCreds, UserFacingSocketConfig, WAMessageKey, WASocket, WAVersion } from "baileys";
import type { SessionCaches } from "./caches.ts";
import { guardedAgents, whatsappUrl } from "./dial-guard.ts";
import type { Endpoint, Route } from "./dial-guard.ts";
import { holdFrames } from "./frames.ts";
import type { RawSocket } from "./frames.ts";
import { isNotAPerson } from "./jids.ts";
import { repositoryOver } from "./keys/signal-repository.ts";
import type { Ears } from "./keys/signal-repository.ts";
import type { Vault } from "./keys/vault.ts";
import { baileysLogger } from "./log.ts";
import type { Log } from "./log.ts";
import { trusting } from "./repairs/signatures.ts";

/** The same for all connections of the process. */
export type SocketSettings = {
  /** Null for WhatsApp itself. */
  endpoint: Endpoint | null;
  log: Log;
  timing: SocketTiming;
  /** The client version to claim, when WhatsApp has stopped taking that of the release (405). */
  version: WAVersion | null;
};

export type SocketTiming = {
  connectMs: number;
  queryMs: number;
  keepAliveMs: number;
  /** How long each QR code is shown; null for WhatsApp's own times. */
  qrMs: number | null;
};

export const usualTiming: SocketTiming = {
  connectMs: 20_000,
  queryMs: 30_000,
  keepAliveMs: 30_000,
  qrMs: null,
};

export type SocketParts = {
  creds: AuthenticationCreds;
  vault: Vault;
  caches: SessionCaches;
  ears: Ears;
  /** The way to WhatsApp, by the sender's proxy where it has one. */
  route: Route;
  /** The message as it was first sent, for a recipient who could not decrypt it. */
  sentMessage(key: WAMessageKey): Promise<proto.IMessage | undefined>;
};

export function openSocket(settings: SocketSettings, parts: SocketParts): WASocket {
  const config = { ...connecting(settings, parts.route), ...behaving(parts) };
  const socket = trusting(settings.endpoint?.rootKey ?? null, () => makeWASocket(config));
  const raw: unknown = Reflect.get(socket.ws, "socket");
  if (!isRawSocket(raw)) throw new Error("Baileys' socket is not the one it was tested with.");
  holdFrames(raw, parts.vault);
  return socket;
}

function isRawSocket(raw: unknown): raw is RawSocket {
  return raw !== null && typeof raw === "object" && "send" in raw && typeof raw.send === "function";
}

function connecting(
  { endpoint, log, timing, version }: SocketSettings,
  route: Route,
): Partial<UserFacingSocketConfig> {
  const agents = guardedAgents(route);
  return {
    waWebSocketUrl: endpoint?.webSocketUrl ?? whatsappUrl,
    agent: agents.webSocket,
    fetchAgent: agents.upload,
    options: agents.download,
    logger: baileysLogger(log),
    version: version ?? DEFAULT_CONNECTION_CONFIG.version,
    connectTimeoutMs: timing.connectMs,
    defaultQueryTimeoutMs: timing.queryMs,
    keepAliveIntervalMs: timing.keepAliveMs,
    ...(timing.qrMs === null ? {} : { qrTimeout: timing.qrMs }),
  };
}

function behaving(parts: SocketParts): UserFacingSocketConfig {
  return {
    auth: { creds: parts.creds, keys: parts.vault.keys },
    makeSignalRepository: repositoryOver(parts.vault, parts.ears),
    userDevicesCache: parts.caches.devices,
    msgRetryCounterCache: parts.caches.retries,
    getMessage: parts.sentMessage,
    // Otherwise the owner's phone stops ringing.
    markOnlineOnConnect: false,
    syncFullHistory: false,
    // The first chunk brings the LIDs of known contacts; waiting for more would hold a first login for 20 s.
    shouldSyncHistoryMessage: ({ syncType }) => !unwantedHistory.has(syncType),
    // What we sent, we know.
    emitOwnEvents: false,
    generateHighQualityLinkPreview: false,
    shouldIgnoreJid: isNotAPerson,
  };
}

const { FULL, RECENT } = proto.HistorySync.HistorySyncType;
const unwantedHistory = new Set<unknown>([FULL, RECENT]);

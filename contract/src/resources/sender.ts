// A sender as the API shows it: one business number on one transport, with its health and its
// session's state.

import Type from "typebox";
import { closed, freeObject, instant, nullable, text, words } from "../json-schema.ts";
import { cloudApiStanding } from "./cloud-api.ts";
import { protectionResource, protectionSettings, senderHealth, senderLimits } from "./number-protection.ts";
import { sessionAdvice } from "./session.ts";

export const transportName = words("whatsapp_web", "cloud_api", "dialog360", "waha", "wasender", "sandbox");
export type TransportName = Type.Static<typeof transportName>;

export const sessionState = words(
  "stopped",
  "starting",
  "pairing",
  "connected",
  "reconnecting",
  "logged_out",
  "replaced",
  "banned",
);
export type SessionState = Type.Static<typeof sessionState>;

export const sessionResource = closed(
  {
    state: sessionState,
    since: instant,
    reason: nullable(Type.String()),
    advice: Type.Optional(sessionAdvice),
  },
  { title: "Session" },
);
export type SessionResource = Type.Static<typeof sessionResource>;

/** `config` holds what the transport needs, secrets included; secrets are encrypted and never shown again. */
export const createSender = closed(
  {
    name: text(100),
    transport: transportName,
    config: Type.Optional(freeObject),
    default: Type.Optional(Type.Boolean()),
    protection: Type.Optional(protectionSettings),
  },
  { title: "CreateSender" },
);
export type CreateSender = Type.Static<typeof createSender>;

/** `protection` replaces the former settings as a whole. */
export const updateSender = closed(
  {
    name: Type.Optional(text(100)),
    config: Type.Optional(freeObject),
    default: Type.Optional(Type.Boolean()),
    paused: Type.Optional(Type.Boolean()),
    protection: Type.Optional(protectionSettings),
  },
  { title: "UpdateSender", minProperties: 1 },
);
export type UpdateSender = Type.Static<typeof updateSender>;

export const senderResource = closed(
  {
    id: Type.String(),
    name: Type.String(),
    transport: transportName,
    address: nullable(Type.String({ description: "The business number, E.164." })),
    mode: words("live", "test"),
    default: Type.Boolean(),
    config: freeObject,
    health: senderHealth,
    limits: senderLimits,
    protection: nullable(protectionResource),
    session: sessionResource,
    /** For numbers of the Cloud API; null for all others. */
    cloud_api: Type.Optional(nullable(cloudApiStanding)),
    created_at: instant,
  },
  { title: "Sender" },
);
export type SenderResource = Type.Static<typeof senderResource>;

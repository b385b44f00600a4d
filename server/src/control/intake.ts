// The way of provider webhooks in the control process: from their HTTP hooks to the worker that reads them.

import { Counter, type Registry } from "prom-client";
import { accountConsumer, keepHandshake } from "../accounts/index.ts";
import type { HookRoute } from "../http/index.ts";
import {
  createIntakeWorker,
  createReceiver,
  handshake,
  preferenceConsumer,
  readCloudApiBody,
  readWahaBody,
  readWasenderBody,
  receive,
  receiveDialog360,
  receiveForSender,
  type SenderHook,
  type SenderHookDeps,
  wahaHook,
  wasenderHook,
} from "../intake/index.ts";
import { createWebhookKeyReader, findSendersOfWebhooks } from "../senders/index.ts";
import { templateConsumer } from "../templates/index.ts";
import { heedFailures } from "./heed-failures.ts";
import type { House } from "./house.ts";

export type Intake = { hooks: HookRoute[]; nudge(): void; stop(): Promise<void> };

export function openIntake(
  house: Pick<House, "engine" | "vault" | "registry" | "people" | "newId" | "onError">,
): Intake {
  const { engine, vault, registry, people, newId, onError } = house;
  const worker = createIntakeWorker({
    db: engine,
    evidence: { newId, random: Math.random },
    read: readBody,
    findSenders: findSendersOfWebhooks,
    people,
    // What webhooks tell beside messages and statuses: one line for each room that wants to hear it.
    consumers: [
      preferenceConsumer({ findSenders: findSendersOfWebhooks, people }),
      accountConsumer({ now: () => new Date() }),
      templateConsumer({ now: () => new Date(), onUnreadable: onError }),
    ],
    heedFailures,
    onError,
    counters: intakeCounters(registry),
  });
  const receiver = createReceiver({ db: engine, newId, onStored: worker.nudge });
  const deps = { receiver, webhookKeys: createWebhookKeyReader({ engine, vault, now: Date.now, onError }) };
  const onHandshake = (token: string): Promise<void> => keepHandshake({ engine, vault }, token, new Date());
  const path = "/hooks/cloud-api";
  return {
    hooks: [
      { method: "GET", path, handle: (_body, _headers, query) => handshake({ ...deps, onHandshake }, query) },
      { method: "POST", path, handle: (body, headers) => receive(deps, body, signatureIn(headers)) },
      {
        method: "POST",
        path: "/hooks/dialog360",
        handle: (body, headers) => receiveDialog360(deps, body, headers),
      },
      senderRoute(deps, wahaHook),
      senderRoute(deps, wasenderHook),
    ],
    nudge: worker.nudge,
    stop: async () => {
      await receiver.drained();
      await worker.stop();
    },
  };
}

function senderRoute(deps: SenderHookDeps, hook: SenderHook): HookRoute {
  return {
    method: "POST",
    path: `/hooks/${hook.transport}/:sender`,
    handle: (body, headers, _query, { sender = "" }) =>
      receiveForSender(deps, hook, { sender, body, headers }),
  };
}

/** By its source, which the hook that took it has named. */
function readBody(source: string, body: Buffer): ReturnType<typeof readCloudApiBody> {
  if (source === "waha") return readWahaBody(body, new Date());
  if (source === "wasender") return readWasenderBody(body, new Date());
  return readCloudApiBody(body);
}

function signatureIn(headers: Readonly<Record<string, string | string[] | undefined>>): string | undefined {
  const signature = headers["x-hub-signature-256"];
  return typeof signature === "string" ? signature : undefined;
}

function intakeCounters(registry: Registry) {
  const counter = (name: string, help: string): ((count: number) => void) => {
    const total = new Counter({ name: `waypost_intake_${name}_total`, help, registers: [registry] });
    return (count) => total.inc(count);
  };
  return {
    applied: counter("applied", "Statuses and messages from webhooks that were applied."),
    parked: counter("parked", "Statuses that came before their message was known."),
    unreadable: counter("unreadable", "Webhook bodies that could not be understood in full."),
  };
}

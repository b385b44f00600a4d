// The way of provider webhooks in the control process: from their HTTP hooks to the worker that reads them.

import { Counter, type Registry } from "prom-client";
import type { HookRoute } from "../http/index.ts";
import { createIntakeWorker, createReceiver, handshake, readCloudApiBody, receive } from "../intake/index.ts";
import { createWebhookKeyReader, findSendersByExternalIds } from "../senders/index.ts";
import type { House } from "./house.ts";

export type Intake = { hooks: HookRoute[]; nudge(): void; stop(): Promise<void> };

export function openIntake(house: House): Intake {
  const { engine, vault, registry, newId, onError } = house;
  const worker = createIntakeWorker({
    db: engine,
    evidence: { newId, chance: () => ({ now: new Date(), random: Math.random() }) },
    read: (_source, body) => readCloudApiBody(body),
    findSenders: findSendersByExternalIds,
    onError,
    counters: intakeCounters(registry),
  });
  const receiver = createReceiver({ db: engine, newId, onStored: worker.nudge });
  const deps = { receiver, webhookKeys: createWebhookKeyReader({ engine, vault, now: Date.now, onError }) };
  const path = "/hooks/cloud-api";
  return {
    hooks: [
      { method: "GET", path, handle: (_body, _headers, query) => handshake(deps, query) },
      { method: "POST", path, handle: (body, headers) => receive(deps, body, signatureIn(headers)) },
    ],
    nudge: worker.nudge,
    stop: async () => {
      await receiver.drained();
      await worker.stop();
    },
  };
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

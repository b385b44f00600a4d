// A WasenderApi of the simulator with a linked session, its webhooks received, for tests of this transport.

import { createSimulator, type SimulatorOptions } from "@waypost/simulator";
import { headerOf, startHookServer } from "../../http/testing/hook-server.ts";
import type { Account, Transport, TransportEvent } from "../../transport.ts";
import { createWasenderTransport, parseWebhook, provesWasender } from "../index.ts";

export const phone = "+15550190001";

export type WasenderRig = {
  account: Account;
  transport: Transport;
  events: TransportEvent[];
  ask(path: string, body?: unknown): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
};

const events = ["message.sent", "messages.update", "messages.received", "session.status"];

export async function startWasender(options: SimulatorOptions = {}): Promise<WasenderRig> {
  const heard: TransportEvent[] = [];
  let secret = "";
  const hook = await startHookServer((rawBody, headers) => {
    if (!provesWasender(headerOf(headers, "x-webhook-signature"), secret)) return false;
    const read = parseWebhook(JSON.parse(rawBody.toString("utf8")), new Date());
    heard.push(...read.events);
    return read.problem === null;
  });
  const quick = { min: 1, max: 5 };
  const people = { sent_ms: quick, delivered_ms: quick, read_ms: quick, reply_ms: quick };
  const simulator = createSimulator({ people, ...options });
  const { url } = await simulator.start();
  const { wasender } = simulator.config();
  const manage = (path: string, body?: unknown) =>
    call(`${wasender.url}/api/whatsapp-sessions${path}`, body, wasender.account_token);
  const ask = (path: string, body?: unknown) => call(`${url}/_sim/${path}`, body, "");
  const webhook = { webhook_url: hook.url, webhook_enabled: true, webhook_events: events };
  const made = await manage("", { name: "Front desk", phone_number: phone, ...webhook });
  const session = made["data"] as { id: number; api_key: string; webhook_secret: string };
  secret = session.webhook_secret;
  const connecting = await manage(`/${session.id}/connect`, {});
  const { qrCode } = connecting["data"] as { qrCode: string };
  await ask(`people/${phone.slice(1)}/scan`, { qr: qrCode });
  return {
    account: {
      senderId: "snd_1",
      address: phone,
      config: { base_url: wasender.url },
      secrets: { api_key: session.api_key, webhook_secret: secret },
    },
    transport: createWasenderTransport({ sandboxOrigin: url, timing: { lookAfterMs: [0, 20] } }),
    events: heard,
    ask,
    stop: async () => {
      await simulator.stop();
      await hook.stop();
    },
  };
}

async function call(url: string, body: unknown, token: string): Promise<Record<string, unknown>> {
  const answer = await fetch(url, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      "content-type": "application/json",
      ...(token !== "" && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const read = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${JSON.stringify(read)}`);
  return read;
}

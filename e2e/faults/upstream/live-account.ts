// A business with a token of its own, as a live sender over the Cloud API: what happens to it happens to no other.

import { simulate } from "../../simulated.ts";
import type { Json, Stack } from "../../stack.ts";
import { readTaken } from "../story/ledger.ts";
import { askAs, createKey, createSender } from "../story/tenants.ts";
import { until } from "../wait.ts";

export type LiveAccount = {
  sender: string;
  phoneNumberId: string;
  send(messages: readonly object[]): Promise<string[]>;
  /** One message as the API shows it. */
  read(id: string): Promise<Json>;
  /** Its health, as a person sees it before acting. */
  health(): Promise<{ state: string; reason: string | null }>;
  change(body: object): Promise<void>;
  cancel(id: string): Promise<number>;
  /** Revokes the token the sender has, and answers the next one. */
  revokeToken(): Promise<string>;
  /** Texts that people were given by it, with how often. */
  copies(): Promise<Map<string, number>>;
};

export async function openLiveAccount(stack: Stack): Promise<LiveAccount> {
  const config = await simulate(stack.simulatorUrl, "config");
  const account = await simulate(stack.simulatorUrl, "accounts", "POST", {});
  const key = await createKey(stack, "default", "live");
  const { id: sender, number } = await createSender(stack, key, {
    name: "front desk",
    transport: "cloud_api",
    config: {
      phone_number_id: account.phone_number_id,
      waba_id: account.waba_id,
      display_phone_number: account.phone,
      graph_url: config.graph_url,
      version: config.version,
      access_token: account.access_token,
      app_secret: config.app_secret,
      verify_token: config.verify_token,
    },
  });
  const call = async (method: string, path: string, body?: object): Promise<Json> => {
    const answer = await askAs(stack, key, { method, path, ...(body === undefined ? {} : { body }) });
    if (answer.status > 299)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  return {
    sender,
    phoneNumberId: account.phone_number_id,
    send: async (messages) => {
      const all = messages.map((message) => ({ from: sender, ...message }));
      const { data } = await call("POST", "/v1/messages/batch", { messages: all });
      return data.map((item: Json) => item.id);
    },
    read: (id) => call("GET", `/v1/messages/${id}`),
    health: async () => (await call("GET", `/v1/senders/${sender}`)).health,
    change: async (body) => void (await call("PATCH", `/v1/senders/${sender}`, body)),
    cancel: async (id) =>
      (await askAs(stack, key, { method: "POST", path: `/v1/messages/${id}/cancel`, body: {} })).status,
    revokeToken: async () =>
      (await simulate(stack.simulatorUrl, `accounts/${account.waba_id}/token`, "POST", {})).access_token,
    copies: async () => {
      const copies = new Map<string, number>();
      for (const row of await readTaken(stack.simulatorUrl)) {
        if (row.number === number) copies.set(row.text, (copies.get(row.text) ?? 0) + 1);
      }
      return copies;
    },
  };
}

/** Until every one of these messages has this status. */
export async function allAre(account: LiveAccount, ids: readonly string[], status: string): Promise<void> {
  await until(
    `all are ${status}`,
    async () => {
      for (const id of ids) {
        const { status: is, error } = await account.read(id);
        if (is !== status) throw new Error(`${id} is ${is} (${JSON.stringify(error)})`);
      }
      return true;
    },
    { timeoutMs: 60_000, everyMs: 500 },
  );
}

// What the load process can be asked to send: each task is a supply of requests.

import { createHmac } from "node:crypto";
import type { StatusOfMessage } from "../webhook-body.ts";
import { webhookBody } from "../webhook-body.ts";
import { createRecipients } from "./recipients.ts";
import { requestHead, requestText } from "./request-text.ts";

export type Task = MessagesTask | WebhooksTask | GraphTask;

/** Single messages over the API, every one to somebody else; the keys take turns. */
export type MessagesTask = { kind: "messages"; apiKeys: string[]; idempotent: boolean };

/** Signed webhooks with `size` statuses each. */
export type WebhooksTask = {
  kind: "webhooks";
  appSecret: string;
  phoneNumberId: string;
  statuses: StatusOfMessage[];
  size: number;
};

/** Messages straight to the simulator's Graph API, the numbers in turn. */
export type GraphTask = {
  kind: "graph";
  accessToken: string;
  path: string;
  phoneNumberIds: string[];
  count: number;
};

export type Supply = { next(): string | null; status: number };

const text = { body: "Your order 1042 is on its way and arrives on Thursday between 10 and 12." };
const recipient = createRecipients();

export function supplyOf(task: Task): Supply {
  switch (task.kind) {
    case "messages":
      return messages(task);
    case "webhooks":
      return webhooks(task);
    case "graph":
      return graph(task);
  }
}

function messages({ apiKeys, idempotent }: MessagesTask): Supply {
  const heads = apiKeys.map((apiKey) => requestHead("/v1/messages", { authorization: `Bearer ${apiKey}` }));
  const run = `${process.pid}-${performance.now()}`;
  let sent = 0;
  const next = (): string => {
    const head = heads[sent % heads.length];
    const key = idempotent ? `idempotency-key: ${run}-${sent}\r\n` : "";
    sent += 1;
    const body = JSON.stringify({ to: recipient(), type: "text", text });
    return `${head}${key}content-length: ${body.length}\r\n\r\n${body}`;
  };
  return { next, status: 202 };
}

/** Signed before the clock starts: the signer's time is not the receiver's. */
function webhooks({ appSecret, phoneNumberId, statuses, size }: WebhooksTask): Supply {
  const requests: string[] = [];
  for (let at = 0; at < statuses.length; at += size) {
    const body = webhookBody(phoneNumberId, statuses.slice(at, at + size));
    const signature = `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`;
    requests.push(
      requestText({ path: "/hooks/cloud-api", headers: { "x-hub-signature-256": signature }, body }),
    );
  }
  let sent = 0;
  return { next: () => requests[sent++] ?? null, status: 200 };
}

function graph({ accessToken, path, phoneNumberIds, count }: GraphTask): Supply {
  const heads = phoneNumberIds.map((id) =>
    requestHead(`${path}/${id}/messages`, { authorization: `Bearer ${accessToken}` }),
  );
  let sent = 0;
  const next = (): string | null => {
    if (sent === count) return null;
    const head = heads[sent % heads.length];
    sent += 1;
    const to = recipient();
    const message = { messaging_product: "whatsapp", recipient_type: "individual", to, type: "text", text };
    const body = JSON.stringify({
      ...message,
      biz_opaque_callback_data: `00000000-0000-7000-8000-${to.slice(1)}0.1`,
    });
    return `${head}content-length: ${body.length}\r\n\r\n${body}`;
  };
  return { next, status: 200 };
}

// A process that holds a shard and its sessions, on a road that writes down what it is told to open.

import { randomUUID } from "node:crypto";
import type { Vault } from "../../kernel/crypto.ts";
import type { Database } from "../../kernel/db.ts";
import { readSendersOfShards } from "../../senders/index.ts";
import type { Account, EmitEvents, Transport } from "../../transports/transport.ts";
import { createHolder, type Holder, type SenderOnTransport } from "../holder.ts";

export type HoldingProcess = {
  holder: Holder;
  opened: Opened[];
  errors: Error[];
  /** The names of its statements, as they are answered. */
  statements: string[];
  /** What happens between its next look at the database and what it does about it. */
  meanwhile(what: () => Promise<void>): void;
  /** The senders of the shard as they are now. */
  list(): Promise<SenderOnTransport[]>;
  look(): Promise<void>;
};

/** It does not close before `until`. */
export type Opened = { account: Account; emit: EmitEvents; isClosed: boolean; until: Promise<void> };

type House = { db: Database; vault: Vault; shard: number };

let epoch = 0;

/** Takes the shard over from whoever held it. */
export async function startHolding({ db, vault, shard }: House): Promise<HoldingProcess> {
  const node = randomUUID();
  epoch += 1;
  const mine = String(epoch);
  await db.query("insert into node values ($1, 'h', now() + interval '1 hour')", [node]);
  await db.query("update unit set owner = $1, epoch = $2 where id = $3", [node, epoch, `shard-${shard}`]);
  const opened: Opened[] = [];
  const errors: Error[] = [];
  const transport = recording(opened);
  const { watched, ...watch } = watching(db);
  const holder = createHolder({
    db: watched,
    vault,
    fence: () => ({ epoch: mine, node }),
    keep: async () => undefined,
    onChange: () => undefined,
    onError: (error) => void errors.push(error),
  });
  const list = async (): Promise<SenderOnTransport[]> =>
    (await readSendersOfShards(db, [[shard]])).map((sender) => ({ sender, transport }));
  const look = async (): Promise<void> => holder.hold([shard], await list());
  return { holder, opened, errors, ...watch, list, look };
}

function recording(opened: Opened[]): Transport {
  return {
    name: "whatsapp_web",
    capabilities: { messageTypes: new Set(["text"]), maxInFlight: 1, receipts: true },
    open: async (account, emit) => {
      const one: Opened = { account, emit, isClosed: false, until: Promise.resolve() };
      opened.push(one);
      return {
        send: async () => ({ kind: "accepted", providerMessageId: "1" }),
        close: async () => {
          one.isClosed = true;
          await one.until;
        },
      };
    },
  };
}

function watching(db: Database): Pick<HoldingProcess, "statements" | "meanwhile"> & { watched: Database } {
  const statements: string[] = [];
  let next = async (): Promise<void> => undefined;
  const query = async (asked: { name?: string; text: string; values: unknown[] }): Promise<unknown> => {
    const answer = await db.query(asked);
    statements.push(asked.name ?? asked.text);
    const due = next;
    next = async () => undefined;
    await due();
    return answer;
  };
  return {
    watched: { ...db, query: query as Database["query"] },
    statements,
    meanwhile: (what) => void (next = what),
  };
}

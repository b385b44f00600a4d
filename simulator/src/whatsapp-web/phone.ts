// A person's phone: the primary device of a WhatsApp user, whose keys never leave it.
import type { proto } from "baileys";
import { createInTurn } from "./in-turn.ts";
import type { InTurn } from "./in-turn.ts";
import { createSignalDevice } from "./signal/signal-device.ts";
import type { DeviceIdentity, SignalDevice } from "./signal/signal-device.ts";

export type Phone = {
  number: number;
  signal: SignalDevice;
  inTurn: InTurn;
  /** Lately sent, by id: a linked device that cannot decrypt one asks for it again. */
  sent: Map<string, Sent>;
  /** Messages this phone could not decrypt yet: how often it has asked for them. */
  undecrypted: Map<string, number>;
  /** Secrets of the polls it was sent, by id: what a vote is sealed with. */
  polls: Map<string, Buffer>;
};

/** `envelope`: the attributes it was sent with. */
export type Sent = { message: proto.IMessage; envelope: Record<string, string | undefined> };

export type Phones = {
  of(number: number): Phone;
  /** The same phone as in an earlier run. */
  restore(number: number, identity: DeviceIdentity): void;
  count(): number;
  /** Forgets conversations, keeps keys: a phone stays the same phone. */
  forget(): void;
};

const SENT_LIMIT = 200;

/** Phones exist from the moment somebody needs their keys. */
export function createPhones(): Phones {
  const phones = new Map<number, Phone>();
  return {
    of(number) {
      let phone = phones.get(number);
      if (!phone) {
        phone = createPhone(number, createSignalDevice());
        phones.set(number, phone);
      }
      return phone;
    },
    restore(number, identity) {
      phones.set(number, createPhone(number, createSignalDevice(identity)));
    },
    count: () => phones.size,
    forget() {
      for (const phone of phones.values()) {
        phone.sent.clear();
        phone.undecrypted.clear();
        phone.polls.clear();
      }
    },
  };
}

export function rememberSent({ sent }: Phone, id: string, message: Sent) {
  sent.set(id, message);
  if (sent.size <= SENT_LIMIT) return;
  for (const oldest of sent.keys()) {
    sent.delete(oldest);
    return;
  }
}

function createPhone(number: number, signal: SignalDevice): Phone {
  return {
    number,
    signal,
    inTurn: createInTurn(),
    sent: new Map(),
    undecrypted: new Map(),
    polls: new Map(),
  };
}

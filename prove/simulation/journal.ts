// What really happened, seen from outside the product: answers to the client, copies on phones, receipts given.

import type { StatusEvent } from "../../server/src/transports/transport.ts";

export type Journal = {
  /** By the client's name of the message: the id it was told. */
  accepted: Map<string, string>;
  /** Message id to the client's name. */
  names: Map<string, string>;
  /** Attempts the provider has accepted, by correlation. */
  copies: Copy[];
  receipts: Receipt[];
};

export type Copy = { messageId: string; correlation: string; providerMessageId: string; failed: boolean };

/** `told`: its webhook was answered with 200. */
export type Receipt = {
  messageId: string;
  correlation: string;
  status: StatusEvent["status"];
  providerMessageId: string;
  /** Whether it carries our correlation. */
  named: boolean;
  told: boolean;
};

export function createJournal(): Journal {
  return { accepted: new Map(), names: new Map(), copies: [], receipts: [] };
}

export class Violation extends Error {
  readonly invariant: string;
  constructor(invariant: string, text: string) {
    super(`${invariant}: ${text}`);
    this.invariant = invariant;
  }
}

// What is known of individual people beyond their number: kept only for those something happened to.
import type { InboundMessage } from "./inbound.ts";

export type PersonState = {
  /** Every business. */
  blocks: boolean;
  /** By number index: these businesses only. */
  blockedNumbers: Set<number>;
  stoppedMarketing: boolean;
  /** By number index: what this person last wrote to it. */
  lastWritten: Map<number, InboundMessage>;
  /** Calls the throttled person has seen, modulo three. */
  throttled: number;
};

export type People = {
  find(phone: number): PersonState | undefined;
  know(phone: number): PersonState;
  /** Everything people wrote, in order; the position is inside the message id. */
  written: InboundMessage[];
  clear(): void;
};

export function createPeople(): People {
  const states = new Map<number, PersonState>();
  const written: InboundMessage[] = [];
  return {
    find: (phone) => states.get(phone),
    know(phone) {
      let state = states.get(phone);
      if (!state) {
        state = {
          blocks: false,
          blockedNumbers: new Set(),
          stoppedMarketing: false,
          lastWritten: new Map(),
          throttled: 0,
        };
        states.set(phone, state);
      }
      return state;
    },
    written,
    clear() {
      states.clear();
      written.length = 0;
    },
  };
}

export function hasBlocked(people: People, phone: number, numberIndex: number): boolean {
  const state = people.find(phone);
  return state !== undefined && (state.blocks || state.blockedNumbers.has(numberIndex));
}

const NAMES = [
  "Asha",
  "Ravi",
  "Mina",
  "João",
  "Lucía",
  "Omar",
  "Zoë",
  "Chidi",
  "Yuki",
  "Nora",
  "Ivan",
  "Leila",
];

export function nameOf(phone: number): string {
  return NAMES[phone % NAMES.length] ?? "Asha";
}

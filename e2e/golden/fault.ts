// One fault of a provider, and all that may come of it: what the golden table is made of.

/** What the simulator is told, for each person the row writes to or for the whole network. */
export type Cause = { person: object } | { network: object };

export type Expected = {
  status: string;
  /** The error on the message; null when it arrived after all. */
  code: string | null;
  /** Types of the timeline's entries, in order. */
  timeline: readonly string[];
  /** How long it waits for the next try, in seconds: at least and at most. Null when there is none. */
  again: readonly [number, number] | null;
  /** What the sender's health says; null for a healthy one. */
  alert: string | null;
  /** How many copies the person has. */
  received: 0 | 1;
};

export type Fault = {
  title: string;
  cause: Cause;
  /** What is sent besides an order update as text. */
  message?: object;
  expected: Expected;
};

const accepted = ["accepted", "attempt"] as const;
const receipts = ["sent", "delivered", "read"] as const;

/** It will never arrive this way, and nobody tries again. */
export function dead(code: string): Expected {
  return {
    status: "failed",
    code,
    timeline: [...accepted, "attempt_refused"],
    again: null,
    alert: null,
    received: 0,
  };
}

/** Taken by the provider, who says afterwards that it failed. */
export function deadAfterwards(code: string): Expected {
  return { ...dead(code), timeline: [...accepted, "attempt_accepted", "failed"] };
}

/** It waits in line; nothing is lost, and nothing has left. */
export function waits(code: string, again: readonly [number, number]): Expected {
  return {
    status: "queued",
    code,
    timeline: [...accepted, "attempt_deferred", "waiting"],
    again,
    alert: null,
    received: 0,
  };
}

/** The whole sender waits for a person. */
export function stops(code: string): Expected {
  return { ...waits(code, [0.5, 1.5]), alert: code };
}

/** The first try fails and the next one arrives. */
export function arrivesAgain(): Expected {
  const tries = [...accepted, "attempt_deferred", "attempt", "attempt_accepted"];
  return {
    status: "read",
    code: null,
    timeline: [...tries, ...receipts],
    again: null,
    alert: null,
    received: 1,
  };
}

/** Nobody can tell whether it left; it is not sent again by itself. */
export function doubted(): Expected {
  return {
    status: "unknown",
    code: "outcome_unknown",
    timeline: [...accepted, "attempt_unknown"],
    again: null,
    alert: null,
    received: 0,
  };
}

/** In doubt until the person's own phone settles it. */
export function settledByReceipts(): Expected {
  return {
    ...doubted(),
    status: "read",
    code: null,
    timeline: [...doubted().timeline, ...receipts],
    received: 1,
  };
}

/** It arrived at the first try. */
export function arrives(told: readonly string[] = receipts): Expected {
  return {
    status: told.at(-1) ?? "sent",
    code: null,
    timeline: [...accepted, "attempt_accepted", ...told],
    again: null,
    alert: null,
    received: 1,
  };
}

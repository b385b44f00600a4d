// How many copies people have of each message: none is a loss, two are one too many unless that was allowed and said.

import type { Accepted, Facts, Taken, Told } from "./facts.ts";

export type Joined = {
  facts: Facts;
  /** What the provider took, by text. */
  copies: ReadonlyMap<string, readonly Taken[]>;
  /** What the API says at the end, by id. */
  told: ReadonlyMap<string, Told>;
};

/** These may have reached nobody, and say so. */
const withoutCopy = new Set(["queued", "sending", "unknown", "failed", "canceled", "expired", "skipped"]);

export function lost({ facts, copies, told }: Joined): string[] {
  return facts.accepted.flatMap((message) => {
    const end = told.get(message.id);
    if (end === undefined) return [`${nameOf(message)} was accepted, and the API does not know it`];
    if (copies.has(message.text) || withoutCopy.has(end.status)) return [];
    return [`${nameOf(message)} is said to be ${end.status}, and nobody was given it`];
  });
}

export function doubled({ facts, copies, told }: Joined): string[] {
  return facts.accepted.flatMap((message) => {
    const count = (copies.get(message.text) ?? []).filter(({ outcome }) => outcome !== "failed").length;
    if (count < 2) return [];
    if (message.policy === "once") return [`${nameOf(message)} was given ${count} times`];
    if (count > 2) return [`${nameOf(message)} (${message.policy}) was given ${count} times`];
    if (told.get(message.id)?.possibleDuplicate === true) return [];
    return [`${nameOf(message)} (${message.policy}) was given twice without a word`];
  });
}

/** Something else than was asked for, or somebody else than was meant. */
export function misdelivered({ facts, copies }: Joined): string[] {
  const wanted = new Map(facts.accepted.map((message) => [message.text, message]));
  return [...copies.values()].flat().flatMap((taken) => {
    const message = wanted.get(taken.text);
    if (message === undefined)
      return [`"${taken.text}" was given to ${taken.to}, and nobody had asked for it`];
    if (taken.to !== message.to) return [`${nameOf(message)} was given to ${taken.to}`];
    if (!taken.attempt.startsWith(`${uuidOf(message.id)}.`))
      return [`${nameOf(message)} was sent in the name of ${taken.attempt}`];
    return [];
  });
}

export function nameOf({ id, text, to }: Pick<Accepted, "id" | "text" | "to">): string {
  return `${id} ("${text}" to ${to})`;
}

function uuidOf(id: string): string {
  return id.replace(/^msg_(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

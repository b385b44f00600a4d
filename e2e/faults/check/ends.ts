// Whether every message came to an end, and whether the API knows what the person has.

import { type Joined, nameOf } from "./copies.ts";

/** Nobody works on it, and it has no end. */
export function stuck({ facts, told }: Joined): string[] {
  return facts.accepted.flatMap((message) => {
    const end = told.get(message.id);
    if (end === undefined || !["scheduled", "queued", "sending"].includes(end.status)) return [];
    return [`${nameOf(message)} is still ${end.status}`];
  });
}

/** A doubt about a message the person has must be settled by its receipt; so must every other step. */
export function untold({ facts, copies, told }: Joined): string[] {
  return facts.accepted.flatMap((message) => {
    const arrived = copies.get(message.text)?.some(({ outcome }) => outcome === "read") === true;
    const end = told.get(message.id);
    if (!arrived || end === undefined || end.status === "read") return [];
    return [`${nameOf(message)} was read, and is said to be ${end.status}`];
  });
}

// The people room's door: who signs in, what they may do where, and how they are recognised.

import { pruneInvitations } from "./store/membership.ts";
import { pruneResets } from "./store/person.ts";
import { pruneFailures, pruneSignIns } from "./store/sign-in.ts";

export { addressesOfThoseWhoMay } from "./addresses.ts";
export { ensureFirstPerson, renewSetupLink } from "./first-person.ts";
export { makeInvitation } from "./invitations.ts";
export type { RoomForSeat } from "./deps.ts";
export { createMailer, type Mailer } from "./mailer.ts";
export { makeResetLink } from "./new-password.ts";
export { createPasswords } from "./password.ts";
export { createPeople, type People } from "./people.ts";
export { findRole } from "./role-reference.ts";
export { spellEmail } from "./sign-in.ts";
export { countSeats } from "./store/membership.ts";
export { disablePerson, listPeople, readPersonByEmail } from "./store/person.ts";
export { endSignInsOf } from "./store/sign-in.ts";

/** What is over: sessions, links, and failures nobody counts any more. */
export const peoplePrunes = {
  "prune-sign-ins": pruneSignIns,
  "prune-sign-in-failures": pruneFailures,
  "prune-password-resets": pruneResets,
  "prune-invitations": pruneInvitations,
};

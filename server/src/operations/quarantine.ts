// Whether a database may be a copy of one that goes on, or went on, elsewhere: the rule, from where it was and where
// it is.

/** Where an installation's rows live. */
export type Home = { cluster: string; timeline: number; database: string };

export type QuarantineReason = "restored" | "other_cluster" | "other_timeline" | "asked";

export type Quarantine = { since: Date; reason: QuarantineReason };

/**
 * Null while it is where it was. A copy of the files, put back in place, looks like the original in everything Postgres
 * can tell: whoever does that starts with `--quarantine`.
 */
export function whyQuarantine(
  known: Home | null,
  here: Home,
  trustsNewTimelines: boolean,
): QuarantineReason | null {
  if (known === null) return null;
  if (known.cluster !== here.cluster || known.database !== here.database) return "other_cluster";
  return known.timeline !== here.timeline && !trustsNewTimelines ? "other_timeline" : null;
}

export const quarantineReasons: Readonly<Record<QuarantineReason, string>> = {
  restored: "it was restored from a backup",
  other_cluster: "its database was copied here from another place",
  other_timeline: "its Postgres was restored to a point in time, or failed over",
  asked: "somebody asked for it",
};

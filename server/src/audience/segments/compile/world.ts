// What a rule is compiled for: whose contacts, at which instant, and the rules of the segments it names.

import type { SegmentRule } from "@waypost/contract";
import type { Mode } from "../../../kernel/route.ts";

export type RuleWorld = {
  /** Events are those of messages of this mode; people have none. */
  mode: Mode;
  /** From here relative dates and times are reckoned. */
  at: Date;
  /** The tenant's, in which days begin. */
  timeZone: string;
  /** Of every segment that is named, also by those. By the id as it is presented. */
  segments: ReadonlyMap<string, SegmentRules>;
};

export type SegmentRules = { rule: SegmentRule; exclude: SegmentRule | null };

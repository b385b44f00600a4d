// What is known when a run is over: what the client was told, what the API says, and what people were given.

export type Policy = "once" | "otp" | "must";

/** A message the API has accepted, as its client remembers it. */
export type Accepted = {
  tenant: string;
  id: string;
  /** The sender's id, and its number as the ledger writes it. */
  sender: string;
  number: string;
  to: string;
  category: "authentication" | "utility" | "marketing";
  policy: Policy;
  /** Different for every message, so that the ledger names them without our help. */
  text: string;
};

/** A message as the API lists it to one tenant at the end. */
export type Told = {
  tenant: string;
  id: string;
  status: string;
  possibleDuplicate: boolean;
  text: string;
};

/** What the provider took from us, in the order in which it did. */
export type Taken = {
  /** The attempt's name: `<message uuid>.<number>`. */
  attempt: string;
  to: string;
  number: string;
  text: string;
  /** `failed` and `lost` reach nobody. */
  outcome: string;
  at: number;
};

/** A status that became less than it was, as the client saw it. */
export type Downgrade = { id: string; from: string; to: string };

/** The epoch an attempt was made under, and when that epoch was known to have passed. */
export type AttemptEpoch = { attempt: string; shard: number; epoch: number };
export type EpochSighting = { shard: number; epoch: number; at: number };

export type Facts = {
  /** In the order of acceptance, which is the order in which each sender's client asked. */
  accepted: readonly Accepted[];
  told: readonly Told[];
  taken: readonly Taken[];
  downgrades: readonly Downgrade[];
  /** Ids of other tenants that were asked for, and the answer. */
  peeks: readonly { tenant: string; id: string; status: number }[];
  epochs: { attempts: readonly AttemptEpoch[]; sightings: readonly EpochSighting[] };
};

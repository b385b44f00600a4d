// How numbers and accounts stand with Meta: quality, limits, health (Meta: phone numbers, messaging limits).

export type NumberStanding = {
  quality: string;
  /** Overrides what registration says; null follows it. */
  status: string | null;
  nameStatus: string;
  throughput: string;
  canSend: string;
  problem: string | null;
};

export type AccountStanding = { review: string; canSend: string };

/** One business portfolio owns every account here; its limit counts the people all its numbers begin to write to. */
export type Portfolio = {
  id: string;
  /** TIER_250 … TIER_100K, TIER_UNLIMITED. */
  limit: string;
  initiated: Map<number, number>;
};

export function freshNumberStanding(): NumberStanding {
  return {
    quality: "GREEN",
    status: null,
    nameStatus: "APPROVED",
    throughput: "STANDARD",
    canSend: "AVAILABLE",
    problem: null,
  };
}

export function freshAccountStanding(): AccountStanding {
  return { review: "APPROVED", canSend: "AVAILABLE" };
}

export function freshPortfolio(): Portfolio {
  return { id: "500000000000001", limit: "TIER_UNLIMITED", initiated: new Map() };
}

export function peopleOf(limit: string): number {
  const tier = /^TIER_(\d+)(K?)$/.exec(limit);
  return tier === null ? Number.POSITIVE_INFINITY : Number(tier[1]) * (tier[2] === "K" ? 1_000 : 1);
}

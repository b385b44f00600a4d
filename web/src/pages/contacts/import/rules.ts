// What is done with the people of a file, as it is filled in and as the API takes it. Pure.
import type { ImportConsent } from "@waypost/contract";
import type { Query } from "@waypost/sdk";

export const updates = ["empty", "always", "never"] as const;
export const duplicateRules = ["first", "last", "merge"] as const;
export const purposes = ["marketing", "all"] as const;

/** `suppressions`: people to whom nothing may be sent. */
export type Kind = "contacts" | "suppressions";

export type Rules = {
  list: string;
  tags: string;
  country: string;
  update: (typeof updates)[number];
  duplicates: (typeof duplicateRules)[number];
  purpose: (typeof purposes)[number];
  /** Of a suppression. */
  reason: string;
  hasConsent: boolean;
  /** Of consent: where it was given, in which words, where that can be looked up, and on which day. */
  source: string;
  wording: string;
  proof: string;
  day: string;
};

export const emptyRules: Rules = {
  list: "",
  tags: "",
  country: "",
  update: "empty",
  duplicates: "first",
  purpose: "marketing",
  reason: "",
  hasConsent: false,
  source: "",
  wording: "",
  proof: "",
  day: "",
};

type ContactQuery = NonNullable<Query<"POST /v1/contacts/import">>;
type SuppressionQuery = NonNullable<Query<"POST /v1/suppressions/import">>;

export function countryOf({ country }: Pick<Rules, "country">): { country?: string } {
  return /^[A-Za-z]{2}$/.test(country) ? { country: country.toUpperCase() } : {};
}

export function contactRules(rules: Rules): ContactQuery {
  const { list, tags, update, duplicates, hasConsent } = rules;
  return {
    update,
    duplicates,
    ...(list === "" ? {} : { list }),
    ...(tags.trim() === "" ? {} : { tags: tags.trim() }),
    ...(hasConsent ? { consent: JSON.stringify(consentOf(rules)) } : {}),
  };
}

export function suppressionRules({ purpose, reason }: Rules): SuppressionQuery {
  return { purpose, ...(reason.trim() === "" ? {} : { reason: reason.trim() }) };
}

/** Whether evidence that is claimed is there. */
export function isEvident({ hasConsent, source, wording, proof }: Rules): boolean {
  return !hasConsent || [source, wording, proof].every((said) => said.trim() !== "");
}

function consentOf({ purpose, source, wording, proof, day }: Rules): ImportConsent {
  return {
    purpose,
    source: source.trim(),
    wording: wording.trim(),
    proof: proof.trim(),
    ...(day === "" ? {} : { at: new Date(`${day}T00:00:00`).toISOString() }),
  };
}

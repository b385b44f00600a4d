// Why somebody is left out of a campaign, in the reader's language.
import type { TextName } from "../../i18n/catalogue.ts";
import { useTexts } from "../../i18n/texts.ts";

export function SkipReason({ reason }: { reason: string }) {
  const t = useTexts("campaigns");
  const name = names[reason];
  return <span>{name === undefined ? reason : t(name)}</span>;
}

/** Those that have a name in every language; others show as the API has them. */
const names: Readonly<Record<string, TextName<"campaigns">>> = {
  opted_out: "skip.opted_out",
  no_phone: "skip.no_phone",
  duplicate_phone: "skip.duplicate_phone",
  missing_variable: "skip.missing_variable",
  no_language: "skip.no_language",
  hold_out: "skip.hold_out",
  not_on_whatsapp: "skip.not_on_whatsapp",
  frequency_capped: "skip.frequency_capped",
  replied: "skip.replied",
  marketing_rest: "skip.marketing_rest",
  frequency_cap: "skip.frequency_cap",
};

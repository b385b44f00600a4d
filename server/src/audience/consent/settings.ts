// What a tenant has set about consent, what holds where it has set nothing, and what makes no sense. Pure.

import type {
  ConfirmationText,
  ConsentSettingsResource,
  FieldError,
  FrequencyCapSetting,
  OwnWord,
  PutConsentSettings,
  TenantQuietHours,
} from "@waypost/contract";
import { isZone } from "../../senders/index.ts";
import { normaliseWord } from "./normalise-word.ts";
import type { FrequencyCap, QuietRule, SendingRules } from "./sending-rules.ts";

/** As it is stored; parts that a newer release wrote are carried along unread. */
export type SettingsRow = {
  tenant_id: string;
  version: number;
  words: { added?: OwnWord[]; removed?: string[] };
  confirmations: { enabled?: boolean; texts?: ConfirmationText[] };
  quiet_hours: TenantQuietHours | null;
  frequency_caps: FrequencyCapSetting[];
  own_quiet_hours: boolean;
  rules_version: number;
  updated_at: Date;
};

export function presentSettings(row: SettingsRow | undefined): ConsentSettingsResource {
  return {
    version: row?.version ?? 0,
    updated_at: row === undefined || row.version === 0 ? null : row.updated_at.toISOString(),
    words: { added: row?.words.added ?? [], removed: row?.words.removed ?? [] },
    confirmations: {
      enabled: row?.confirmations.enabled ?? true,
      texts: row?.confirmations.texts ?? [],
    },
    quiet_hours: row?.quiet_hours ?? null,
    frequency_caps: row?.frequency_caps ?? [],
  };
}

/** Null where nothing has to be looked at before a message leaves. */
export function rulesOf(row: SettingsRow): SendingRules | null {
  if (row.quiet_hours === null && row.frequency_caps.length === 0 && !row.own_quiet_hours) return null;
  return {
    quietHours: row.quiet_hours === null ? null : quietRuleOf(row.quiet_hours),
    caps: row.frequency_caps.map(capOf),
  };
}

function quietRuleOf({
  from,
  to,
  categories = ["marketing"],
  time_zone = "UTC",
}: TenantQuietHours): QuietRule {
  return { from, to, categories, zone: time_zone };
}

function capOf({
  categories = ["marketing"],
  most,
  days,
  over = "defer",
}: FrequencyCapSetting): FrequencyCap {
  return { categories, most, days, over };
}

/** What the schema cannot say, each with its place. */
export function settingsProblems(given: PutConsentSettings): FieldError[] {
  return [...quietProblems(given.quiet_hours ?? null), ...wordProblems(given), ...textProblems(given)];
}

function quietProblems(hours: TenantQuietHours | null): FieldError[] {
  if (hours === null) return [];
  const { from, to, time_zone: zone } = hours;
  return [
    ...(from === to ? [{ path: "/quiet_hours/to", message: "is the same as from" }] : []),
    ...(zone === undefined || isZone(zone)
      ? []
      : [{ path: "/quiet_hours/time_zone", message: "is no IANA time zone" }]),
  ];
}

/** Two spellings of one word are one word, and it means one thing. */
function wordProblems({ words }: PutConsentSettings): FieldError[] {
  const seen = new Set<string>();
  const added = (words?.added ?? []).flatMap(({ word }, index) => {
    const spelt = normaliseWord(word) ?? "";
    const path = `/words/added/${index}/word`;
    if (spelt === "") return [{ path, message: "has no letter or digit" }];
    if (seen.has(spelt)) return [{ path, message: "is there already, in this spelling or another" }];
    seen.add(spelt);
    return [];
  });
  const removed = (words?.removed ?? []).flatMap((word, index) =>
    seen.has(normaliseWord(word) ?? "")
      ? [{ path: `/words/removed/${index}`, message: "is added as well" }]
      : [],
  );
  return [...added, ...removed];
}

function textProblems({ confirmations }: PutConsentSettings): FieldError[] {
  const languages = (confirmations?.texts ?? []).map(({ language }) => language.toLowerCase());
  return languages.flatMap((language, index) =>
    languages.indexOf(language) < index
      ? [{ path: `/confirmations/texts/${index}/language`, message: "has its texts already" }]
      : [],
  );
}

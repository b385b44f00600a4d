// Which templates a sender has under a name: its account's, in all languages, or the tenant's local ones.
//
// An account's templates go before local ones of the same name: WhatsApp shows them outside of the window too. Senders
// without an account have the local ones alone.

import type { TemplateKind } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import type { TemplateVersion } from "./compile-template.ts";
import { findTemplates, type FoundTemplate, type WantedName } from "./store/find.ts";

export type TemplateGroup = {
  kind: TemplateKind;
  /** The version in use of each; `status` says whether it may be sent. */
  languages: readonly GroupLanguage[];
  fallback: readonly string[];
  tenantLocale: string;
  /** Whether it is certain that there are no others. */
  isComplete: boolean;
};

export type GroupLanguage = TemplateVersion & { pausedUntil: Date | null };

/** Null for a sender whose provider's templates are not kept here: it may have anything. */
export async function readTemplateGroup(
  tx: Tx,
  { tenantId, senderId, name }: { tenantId: string; senderId: string; name: string },
): Promise<TemplateGroup | null> {
  return groupOf(await findTemplates(tx, tenantId, [{ sender_id: senderId, name }]));
}

export async function readTemplateGroups(
  tx: Tx,
  tenantId: string,
  wanted: readonly WantedName[],
): Promise<Map<string, TemplateGroup | null>> {
  const rows = Map.groupBy(await findTemplates(tx, tenantId, wanted), groupKey);
  return new Map(wanted.map((each) => [groupKey(each), groupOf(rows.get(groupKey(each)) ?? [])]));
}

export function groupKey({ sender_id, name }: WantedName): string {
  return `${sender_id} ${name}`;
}

function groupOf(rows: readonly FoundTemplate[]): TemplateGroup | null {
  const [first] = rows;
  if (first === undefined || isElsewhere(first)) return null;
  const stored = rows.filter(isStored);
  const [metas, ours] = [
    stored.filter(({ kind }) => kind === "cloud_api"),
    stored.filter(({ kind }) => kind === "local"),
  ];
  const isOurs = first.account === null || (metas.length === 0 && first.is_synced && ours.length > 0);
  return {
    kind: isOurs ? "local" : "cloud_api",
    languages: (isOurs ? ours : metas).map(languageOf),
    fallback: (isOurs ? first.local_fallback : first.fallback) ?? [],
    tenantLocale: first.locale,
    isComplete: isOurs || first.is_synced,
  };
}

/** 360dialog's templates are not kept here, nor those of a number whose account nobody has named. */
function isElsewhere({ transport, account }: FoundTemplate): boolean {
  return transport === "dialog360" || (account === null && ["cloud_api", "sandbox"].includes(transport));
}

type Stored = FoundTemplate & { id: string };

function isStored(found: FoundTemplate): found is Stored {
  return found.id !== null;
}

function languageOf(found: Stored): GroupLanguage {
  const { kind, id, name, language, version, status, category, variables } = found;
  const said = { kind, id, name, language, version, status, category, variables };
  return {
    ...said,
    parameterFormat: found.parameter_format,
    components: found.components ?? [],
    pausedUntil: found.paused_until,
  };
}

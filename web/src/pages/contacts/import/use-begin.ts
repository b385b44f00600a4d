// Hands a file over to be imported: as contacts, or as people to whom nothing may be sent.
import { useChange } from "../../../api/query.ts";
import { contactRules, type Kind, type Rules, suppressionRules } from "./rules.ts";

/** A large file over a slow line. */
const uploadMs = 15 * 60_000;

type Wanted = {
  file: File;
  kind: Kind;
  /** How its columns are read. */
  reading: { mapping?: string; country?: string };
  rules: Rules;
  onBegun(id: string): void;
};

type Begin = {
  begin(mode: "dry_run" | "commit"): Promise<void>;
  isPending: boolean;
  error: Error | null;
};

export function useBegin({ file, kind, reading, rules, onBegun }: Wanted): Begin {
  const contacts = useChange("POST /v1/contacts/import");
  const suppressions = useChange("POST /v1/suppressions/import");
  const given = { body: file, timeoutMs: uploadMs };
  const begin = async (mode: "dry_run" | "commit"): Promise<void> => {
    const common = { ...reading, mode, filename: file.name };
    const begun = await (
      kind === "contacts"
        ? contacts.mutateAsync({ ...given, query: { ...common, ...contactRules(rules) } })
        : suppressions.mutateAsync({ ...given, query: { ...common, ...suppressionRules(rules) } })
    ).catch(() => null);
    if (begun !== null) onBegun(begun.id);
  };
  return {
    begin,
    isPending: contacts.isPending || suppressions.isPending,
    error: contacts.error ?? suppressions.error,
  };
}

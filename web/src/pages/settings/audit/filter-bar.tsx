// How the audit log is narrowed: by what was done, by whom, to what, and since when.
import { TextInput } from "@mantine/core";
import { useTexts } from "../../../i18n/texts.ts";
import { FilterLine } from "../../../parts/filter-line.tsx";
import { type AuditFilters, changed } from "./filters.ts";

type AuditFilterBarProps = { filters: AuditFilters; onChange(filters: AuditFilters): void };

export function AuditFilterBar({ filters, onChange }: AuditFilterBarProps) {
  const t = useTexts("settings");
  const set = (name: keyof AuditFilters) => (event: React.ChangeEvent<HTMLInputElement>) =>
    onChange(changed(filters, name, event.currentTarget.value));
  return (
    <FilterLine>
      {(["action", "actor", "target"] as const).map((name) => (
        <TextInput
          key={name}
          dir="ltr"
          aria-label={t(`audit.${name}`)}
          placeholder={t(`audit.${name}`)}
          value={filters[name] ?? ""}
          onChange={set(name)}
          {...(name === "action" ? { "data-search": true } : {})}
        />
      ))}
      <TextInput
        type="date"
        aria-label={t("audit.since")}
        value={filters.since?.slice(0, 10) ?? ""}
        onChange={({ currentTarget: { value } }) =>
          onChange(changed(filters, "since", value === "" ? "" : new Date(`${value}T00:00:00`).toISOString()))
        }
      />
    </FilterLine>
  );
}

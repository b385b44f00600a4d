// How the log is narrowed: a search that knows what it is given, and the filters beside it.
import { Button, TextInput } from "@mantine/core";
import { useTexts } from "../../i18n/texts.ts";
import { FilterLine } from "../../parts/filter-line.tsx";
import { FilterSelect } from "../../parts/filter-select.tsx";
import { SearchBox } from "../../parts/search-box.tsx";
import { SenderFilter } from "../../parts/sender-filter.tsx";
import { type Filters, meantBy, searchedIn } from "./filters.ts";
import { statuses } from "./status.ts";

type FilterBarProps = { filters: Filters; onChange(filters: Filters): void };

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const t = useTexts("messages");
  const set = (change: Filters): void => onChange(withoutEmpty({ ...filters, ...change }));
  const search = (text: string): void => {
    const { recipient: _r, provider_message_id: _p, client_reference: _c, campaign: _k, ...others } = filters;
    onChange(withoutEmpty({ ...others, ...meantBy(text) }));
  };
  const isNarrowed = Object.keys(filters).some((name) => name !== "message");
  return (
    <FilterLine>
      <SearchBox
        label={t("filter.search")}
        hint={t("filter.searchHint")}
        searched={searchedIn(filters)}
        onSearch={search}
      />
      <FilterSelect
        label={t("filter.status")}
        any={t("filter.anyStatus")}
        options={statuses.map((value) => ({ value, label: t(`status.${value}`) }))}
        value={filters.status}
        onChange={(status) => set({ status })}
      />
      <SenderFilter value={filters.sender} onChange={(sender) => set({ sender })} />
      <TextInput
        type="date"
        aria-label={t("filter.since")}
        value={filters.since?.slice(0, 10) ?? ""}
        onChange={({ currentTarget: { value } }) => set({ since: startOf(value) })}
      />
      {isNarrowed ? (
        <Button variant="subtle" color="gray" onClick={() => onChange({})}>
          {t("filter.clear")}
        </Button>
      ) : null}
    </FilterLine>
  );
}

function withoutEmpty(filters: Filters): Filters {
  return Object.fromEntries(
    Object.entries(filters).filter(([, value]) => value !== undefined && value !== ""),
  );
}

/** Of a day where the reader is. */
function startOf(day: string): string | undefined {
  return day === "" ? undefined : new Date(`${day}T00:00:00`).toISOString();
}

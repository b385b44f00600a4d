// How the log is narrowed: a search that knows what it is given, and the filters beside it.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { read } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import classes from "./messages.module.css";
import { type Filters, meantBy, searchedIn, statuses } from "./filters.ts";

type FilterBarProps = { filters: Filters; onChange(filters: Filters): void };

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const t = useTexts("messages");
  const set = (change: Filters): void => onChange(withoutEmpty({ ...filters, ...change }));
  const isNarrowed = Object.keys(filters).some((name) => name !== "message");
  return (
    <search className={classes["filters"]}>
      <Search filters={filters} onChange={onChange} />
      <NativeSelect
        aria-label={t("filter.status")}
        value={filters.status ?? ""}
        onChange={({ currentTarget: { value } }) => set({ status: statuses.find((each) => each === value) })}
        data={[
          { value: "", label: t("filter.anyStatus") },
          ...statuses.map((value) => ({ value, label: t(`status.${value}`) })),
        ]}
      />
      {useMay("senders:read") ? <SenderFilter filters={filters} onChange={set} /> : null}
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
    </search>
  );
}

/** Long enough that a person who types is not asked for at each letter. */
const typingMs = 200;

function Search({ filters, onChange }: FilterBarProps) {
  const t = useTexts("messages");
  const searched = searchedIn(filters);
  const [typed, setTyped] = useState(searched);
  // The address may change by itself: back, a link, the button that clears.
  useEffect(() => setTyped(searched), [searched]);
  const look = useDebouncedCallback((text: string) => {
    const { recipient: _r, provider_message_id: _p, client_reference: _c, campaign: _k, ...others } = filters;
    onChange(withoutEmpty({ ...others, ...meantBy(text) }));
  }, typingMs);
  return (
    <TextInput
      data-search
      type="search"
      dir="auto"
      className={classes["search"]}
      aria-label={t("filter.search")}
      placeholder={t("filter.searchHint")}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        look(value);
      }}
    />
  );
}

function SenderFilter({ filters, onChange }: FilterBarProps) {
  const t = useTexts("messages");
  const { data } = useQuery(read("GET /v1/senders", { query: { limit: 200 } }));
  if (data === undefined || data.data.length < 2) return null;
  return (
    <NativeSelect
      aria-label={t("filter.sender")}
      value={filters.sender ?? ""}
      onChange={({ currentTarget: { value } }) => onChange({ sender: value })}
      data={[
        { value: "", label: t("filter.anySender") },
        ...data.data.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
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

// Everybody there is: searched, narrowed by tag and list, with one person open beside them.
import { Button, NativeSelect, Skeleton, TextInput } from "@mantine/core";
import { useDebouncedCallback, useDisclosure } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { waypost } from "../../api/client.ts";
import { read, readPages } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { RecordTable } from "../../parts/record-table.tsx";
import { saveFile } from "../../parts/save-file.ts";
import { tellFailure } from "../../parts/tell.tsx";
import { useRows } from "../../parts/use-rows.ts";
import { useColumns } from "./columns.tsx";
import { ContactDrawer } from "./contact-drawer.tsx";
import { ContactForm } from "./contact-form.tsx";
import classes from "./contacts.module.css";
import { type Filters, queryOf } from "./filters.ts";

const route = getRouteApi("/app/contacts/");

export function ContactsPage() {
  const t = useTexts("contacts");
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const [isAdding, adding] = useDisclosure(false);
  const mayWrite = useMay("contacts:write");
  const change = (next: Filters): void => void navigate({ search: next, replace: true });
  const save = (): void => {
    waypost
      .open("GET /v1/contacts/export", { query: queryOf(filters) })
      .then((answer) => saveFile(answer, "contacts.csv"))
      .catch((error: Error) => tellFailure(t("export"), error.message));
  };
  return (
    <PageFrame
      fills
      title={t("title")}
      actions={
        <>
          <Button variant="default" onClick={save}>
            {t("export")}
          </Button>
          {mayWrite ? <Button onClick={adding.open}>{t("add")}</Button> : null}
        </>
      }
    >
      <FilterBar filters={filters} onChange={change} />
      <People filters={filters} onOpen={(contact) => void navigate({ search: { ...filters, contact } })} />
      <ContactDrawer id={filters.contact} onClose={() => change(queryOf(filters))} />
      {isAdding ? <ContactForm onClose={adding.close} /> : null}
    </PageFrame>
  );
}

type FilterBarProps = { filters: Filters; onChange(filters: Filters): void };

function FilterBar({ filters, onChange }: FilterBarProps) {
  const t = useTexts("contacts");
  const query = { limit: 200 };
  const tags = useQuery(read("GET /v1/tags", { query }));
  const lists = useQuery(read("GET /v1/lists", { query }));
  const set = (name: "tag" | "list", value: string): void => {
    const { [name]: _before, contact: _open, ...others } = filters;
    onChange(value === "" ? others : { ...others, [name]: value });
  };
  return (
    <search className={classes["filters"]}>
      <Search filters={filters} onChange={onChange} />
      <NativeSelect
        aria-label={t("tag")}
        value={filters.tag ?? ""}
        onChange={({ currentTarget }) => set("tag", currentTarget.value)}
        data={[{ value: "", label: t("anyTag") }, ...(tags.data?.data ?? []).map(({ tag }) => tag)]}
      />
      <NativeSelect
        aria-label={t("list")}
        value={filters.list ?? ""}
        onChange={({ currentTarget }) => set("list", currentTarget.value)}
        data={[
          { value: "", label: t("anyList") },
          ...(lists.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </search>
  );
}

/** Long enough that a person who types is not asked for at each letter. */
const typingMs = 200;

function Search({ filters, onChange }: FilterBarProps) {
  const t = useTexts("contacts");
  const searched = filters.q ?? "";
  const [typed, setTyped] = useState(searched);
  useEffect(() => setTyped(searched), [searched]);
  const look = useDebouncedCallback((text: string) => {
    const { q: _before, contact: _open, ...others } = filters;
    onChange(text.trim() === "" ? others : { ...others, q: text.trim() });
  }, typingMs);
  return (
    <TextInput
      data-search
      type="search"
      dir="auto"
      className={classes["search"]}
      aria-label={t("search")}
      placeholder={t("searchHint")}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        look(value);
      }}
    />
  );
}

function People({ filters, onOpen }: { filters: Filters; onOpen(id: string): void }) {
  const t = useTexts("contacts");
  const columns = useColumns();
  const found = useInfiniteQuery(readPages("GET /v1/contacts", { query: queryOf(filters) }));
  const source = useRows(found);
  if (found.error !== null) return <ErrorCard error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isPending) return <Skeleton height="60vh" />;
  if (source.rows.length === 0) {
    const isNarrowed = Object.keys(queryOf(filters)).length > 0;
    return (
      <EmptyState
        title={isNarrowed ? t("empty.narrowed") : t("empty.title")}
        action={isNarrowed ? null : <PageLink to="/contacts/import">{t("import")}</PageLink>}
      >
        {isNarrowed ? t("empty.narrowedDetail") : t("empty.detail")}
      </EmptyState>
    );
  }
  return (
    <RecordTable
      label={t("title")}
      columns={columns}
      source={source}
      openId={filters.contact}
      onOpen={({ id }) => onOpen(id)}
    />
  );
}

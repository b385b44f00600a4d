// Everybody there is: searched, narrowed by tag and list, with one person open beside them.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { waypost } from "../../api/client.ts";
import { read, readPages } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FilterLine } from "../../parts/filter-line.tsx";
import { FilterSelect } from "../../parts/filter-select.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { RecordList } from "../../parts/record-list.tsx";
import { saveFile } from "../../parts/save-file.ts";
import { SearchBox } from "../../parts/search-box.tsx";
import { tellFailure } from "../../parts/tell.tsx";
import { useRows } from "../../parts/use-rows.ts";
import { useColumns } from "./columns.tsx";
import { ContactDrawer } from "./contact-drawer.tsx";
import { ContactForm } from "./contact-form.tsx";
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
      .catch((error: Error) => tellFailure(t("export"), error));
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
  const set = (name: "q" | "tag" | "list", value = ""): void => {
    const { [name]: _before, contact: _open, ...others } = filters;
    onChange(value === "" ? others : { ...others, [name]: value });
  };
  return (
    <FilterLine>
      <SearchBox
        label={t("search")}
        hint={t("searchHint")}
        searched={filters.q ?? ""}
        onSearch={(text) => set("q", text.trim())}
      />
      <FilterSelect
        label={t("tag")}
        any={t("anyTag")}
        options={(tags.data?.data ?? []).map(({ tag }) => ({ value: tag, label: tag }))}
        value={filters.tag}
        onChange={(tag) => set("tag", tag)}
      />
      <FilterSelect
        label={t("list")}
        any={t("anyList")}
        options={(lists.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={filters.list}
        onChange={(list) => set("list", list)}
      />
    </FilterLine>
  );
}

function People({ filters, onOpen }: { filters: Filters; onOpen(id: string): void }) {
  const t = useTexts("contacts");
  const columns = useColumns();
  const source = useRows(useInfiniteQuery(readPages("GET /v1/contacts", { query: queryOf(filters) })));
  const isNarrowed = Object.keys(queryOf(filters)).length > 0;
  return (
    <RecordList
      label={t("title")}
      {...{ columns, source }}
      openId={filters.contact}
      onOpen={({ id }) => onOpen(id)}
      empty={
        <EmptyState
          title={isNarrowed ? t("empty.narrowed") : t("empty.title")}
          action={isNarrowed ? null : <PageLink to="/contacts/import">{t("import")}</PageLink>}
        >
          {isNarrowed ? t("empty.narrowedDetail") : t("empty.detail")}
        </EmptyState>
      }
    />
  );
}

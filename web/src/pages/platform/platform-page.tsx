// The platform: its tenants, making one, and which of them take the most of it at the moment.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { TenantSummary } from "@waypost/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { readOwn } from "../../api/person-routes.ts";
import { useTexts } from "../../i18n/texts.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FilterLine } from "../../parts/filter-line.tsx";
import { FilterSelect } from "../../parts/filter-select.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { Panel } from "../../parts/panel.tsx";
import { type PlainColumn, PlainTable } from "../../parts/plain-table.tsx";
import { SearchBox } from "../../parts/search-box.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import { CreateTenant } from "./create-tenant.tsx";
import type { TenantFilters } from "./filters.ts";
import { Neighbours } from "./neighbours.tsx";
import { states } from "./state.ts";
import { TenantDrawer } from "./tenant-drawer.tsx";
import { TenantState } from "./tenant-state.tsx";
import { Whole } from "./whole.tsx";

const route = getRouteApi("/app/platform");

export function PlatformPage() {
  const t = useTexts("platform");
  const [isCreating, creating] = useDisclosure(false);
  return (
    <PageFrame title={t("title")} actions={<Button onClick={creating.open}>{t("create.open")}</Button>}>
      <Tenants />
      <Neighbours />
      <Whole />
      <CreateTenant opened={isCreating} onClose={creating.close} />
    </PageFrame>
  );
}

/** The API's longest page; who has more tenants searches. */
const shownMax = 200;

function Tenants() {
  const t = useTexts("platform");
  const { tenant, ...filters } = route.useSearch();
  const navigate = route.useNavigate();
  const { q, state } = filters;
  const query = {
    limit: shownMax,
    ...(q === undefined ? {} : { q }),
    ...(state === undefined ? {} : { state }),
  };
  const found = useQuery(readOwn("GET /v1/platform/tenants", { query }));
  const columns = useColumns(filters);
  return (
    <Panel title={t("tenants")}>
      <Narrow />
      <Loaded query={found} height="16rem">
        {({ data, next }) => (
          <>
            {data.length === 0 ? (
              <EmptyState title={t("none")}>{t("noneDetail")}</EmptyState>
            ) : (
              <PlainTable label={t("tenants")} columns={columns} rows={data} idOf={({ id }) => id} />
            )}
            {next === null ? null : <p>{t("more", { n: shownMax })}</p>}
          </>
        )}
      </Loaded>
      <TenantDrawer
        tenant={found.data?.data.find(({ id }) => id === tenant)}
        onClose={() => void navigate({ search: filters, replace: true })}
      />
    </Panel>
  );
}

function Narrow() {
  const t = useTexts("platform");
  const { tenant: _open, ...filters } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: TenantFilters): void =>
    void navigate({ search: { ...filters, ...next }, replace: true });
  return (
    <FilterLine>
      <SearchBox
        label={t("search")}
        hint={t("search")}
        searched={filters.q ?? ""}
        onSearch={(q) => change({ q: q === "" ? undefined : q })}
      />
      <FilterSelect
        label={t("column.state")}
        any={t("anyState")}
        options={states.map((value) => ({ value, label: t(`state.${value}`) }))}
        value={filters.state}
        onChange={(state) => change({ state })}
      />
    </FilterLine>
  );
}

function useColumns(filters: TenantFilters): readonly PlainColumn<TenantSummary>[] {
  const t = useTexts("platform");
  return [
    {
      name: "name",
      label: t("column.name"),
      cell: ({ id, name }) => (
        <PageLink to="/platform" search={{ ...filters, tenant: id }} size="sm" dir="auto">
          {name}
        </PageLink>
      ),
    },
    { name: "slug", label: t("column.slug"), cell: ({ slug }) => <bdi dir="ltr">{slug}</bdi> },
    { name: "state", label: t("column.state"), cell: ({ state }) => <TenantState state={state} /> },
    { name: "made", label: t("column.made"), cell: ({ created_at }) => <Timestamp at={created_at} /> },
  ];
}

// All campaigns, newest first: how far each is, what fails, and the way to pause one at once.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { readPages } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FilterLine } from "../../parts/filter-line.tsx";
import { FilterSelect } from "../../parts/filter-select.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { RecordList } from "../../parts/record-list.tsx";
import { useRows } from "../../parts/use-rows.ts";
import { useColumns } from "./columns.tsx";
import { type ListFilters, readListFilters } from "./filters.ts";
import { campaignStatuses } from "./status.ts";
import { TemplateFilter } from "./template-filter.tsx";

const route = getRouteApi("/app/campaigns");

export function CampaignsPage() {
  const t = useTexts("campaigns");
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = (changed: Record<keyof ListFilters, string | undefined>): void =>
    void navigate({ search: readListFilters(changed), replace: true });
  const { status, template } = filters;
  return (
    <PageFrame fills title={t("title")} actions={<NewCampaign />}>
      <FilterLine>
        <FilterSelect
          label={t("column.status")}
          any={t("anyStatus")}
          options={campaignStatuses.map((value) => ({ value, label: t(`status.${value}`) }))}
          value={status}
          onChange={(chosen) => narrow({ status: chosen, template })}
        />
        <TemplateFilter value={template} onChange={(chosen) => narrow({ status, template: chosen })} />
      </FilterLine>
      <CampaignList filters={filters} />
    </PageFrame>
  );
}

function NewCampaign() {
  const t = useTexts("campaigns");
  if (!useMay("campaigns:write")) return null;
  return (
    <Button component={Link} to="/campaigns/new">
      {t("new")}
    </Button>
  );
}

function CampaignList({ filters }: { filters: ListFilters }) {
  const t = useTexts("campaigns");
  const navigate = route.useNavigate();
  const columns = useColumns();
  const source = useRows(useInfiniteQuery(readPages("GET /v1/campaigns", { query: filters })));
  return (
    <RecordList
      label={t("title")}
      {...{ columns, source }}
      onOpen={({ id }) => void navigate({ to: "/campaigns/$id", params: { id } })}
      empty={
        <EmptyState
          title={Object.keys(filters).length === 0 ? t("empty.title") : t("empty.narrowed")}
          action={<NewCampaign />}
        >
          {t("empty.detail")}
        </EmptyState>
      }
    />
  );
}

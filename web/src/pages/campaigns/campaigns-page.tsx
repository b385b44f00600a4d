// All campaigns, newest first: how far each is, what fails, and the way to pause one at once.
import { Button, NativeSelect, Skeleton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { readPages } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { RecordTable } from "../../parts/record-table.tsx";
import { useRows } from "../../parts/use-rows.ts";
import { useColumns } from "./columns.tsx";
import { campaignStatuses, type ListFilters } from "./filters.ts";

const route = getRouteApi("/app/campaigns");

export function CampaignsPage() {
  const t = useTexts("campaigns");
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const status = filters.status ?? "";
  return (
    <PageFrame fills title={t("title")} actions={<NewCampaign />}>
      <search>
        <NativeSelect
          aria-label={t("column.status")}
          maw="14rem"
          value={status}
          onChange={({ currentTarget: { value } }) => {
            const wanted = campaignStatuses.find((each) => each === value);
            void navigate({ search: wanted === undefined ? {} : { status: wanted }, replace: true });
          }}
          data={[
            { value: "", label: t("anyStatus") },
            ...campaignStatuses.map((value) => ({ value, label: t(`status.${value}`) })),
          ]}
        />
      </search>
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
  const found = useInfiniteQuery(readPages("GET /v1/campaigns", { query: filters }));
  const source = useRows(found);
  if (found.error !== null) return <ErrorCard error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isPending) return <Skeleton height="60vh" />;
  if (source.rows.length === 0)
    return (
      <EmptyState
        title={filters.status === undefined ? t("empty.title") : t("empty.narrowed")}
        action={<NewCampaign />}
      >
        {t("empty.detail")}
      </EmptyState>
    );
  return (
    <RecordTable
      label={t("title")}
      columns={columns}
      source={source}
      onOpen={({ id }) => void navigate({ to: "/campaigns/$id", params: { id } })}
    />
  );
}

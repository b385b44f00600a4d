// What became of all messages: figures beside those before, by day, by hour of the week, by kind; and who stays.
import { Skeleton } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { read } from "../../api/query.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { Breakdowns } from "./breakdowns.tsx";
import { CohortsPanel } from "./cohorts-panel.tsx";
import { CourseChart } from "./course-chart.tsx";
import { formatDay } from "./days.ts";
import { FilterBar } from "./filter-bar.tsx";
import { heightOf, type Overview } from "./figures.ts";
import { dayOf, daysBefore, type Period, queryOf } from "./period.ts";
import { Tiles } from "./tiles.tsx";
import { WeekHeat } from "./week-heat.tsx";

const route = getRouteApi("/app/analytics");

/** Figures move with every message: they are read anew by the clock, not at each event. */
const againMs = 15_000;

export function AnalyticsPage() {
  const t = useTexts("analytics");
  const period = route.useSearch();
  const navigate = route.useNavigate();
  const onChange = (search: Period): void => void navigate({ search, replace: true });
  const query = queryOf(period, dayOf(new Date()));
  const { data, error, refetch } = useQuery({
    ...read("GET /v1/analytics", { query }),
    refetchInterval: againMs,
    placeholderData: keepPreviousData,
  });
  return (
    <PageFrame title={t("title")}>
      <FilterBar period={period} shown={data} onChange={onChange} />
      {error === null ? null : <ErrorCard error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <Skeleton height="60vh" /> : null}
      {data === undefined || error !== null ? null : <Figures {...{ data, period, onChange }} />}
    </PageFrame>
  );
}

type FiguresProps = { data: Overview; period: Period; onChange(period: Period): void };

function Figures({ data, period, onChange }: FiguresProps) {
  const t = useTexts("analytics");
  const language = useLanguage();
  const before = useQuery(read("GET /v1/analytics", { query: daysBefore(data) }));
  if (heightOf(data.total) + data.total.received === 0)
    return (
      <EmptyState title={t("none.title")}>
        {t("none.detail", { from: formatDay(data.from, language), to: formatDay(data.to, language) })}
      </EmptyState>
    );
  return (
    <>
      <Tiles now={data.total} before={before.data?.total} />
      <CourseChart overview={data} />
      <WeekHeat
        hours={data.by_hour}
        stage={period.heat ?? "received"}
        onStage={(heat) => onChange({ ...period, heat })}
      />
      <CohortsPanel stage={period.stay ?? "read"} onStage={(stay) => onChange({ ...period, stay })} />
      <Breakdowns overview={data} />
    </>
  );
}

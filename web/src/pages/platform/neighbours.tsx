// Which tenants take the most of this Waypost at the moment.
import type { Neighbour } from "@waypost/contract";
import { useQuery } from "@tanstack/react-query";
import { readOwn } from "../../api/person-routes.ts";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { Panel } from "../../parts/panel.tsx";
import { type PlainColumn, PlainTable } from "../../parts/plain-table.tsx";

/** What it shows is of minutes, and nothing tells of it by itself. */
const refreshMs = 15_000;

export function Neighbours() {
  const t = useTexts("platform");
  const language = useLanguage();
  const { data } = useQuery({
    ...readOwn("GET /v1/platform/neighbours", { query: {} }),
    refetchInterval: refreshMs,
  });
  if (data === undefined || data.data.length === 0) return null;
  const number = (value: number) => <span className="tabular">{formatNumber(value, language)}</span>;
  const columns: PlainColumn<Neighbour>[] = [
    { name: "slug", label: t("column.slug"), cell: ({ slug }) => <bdi dir="ltr">{slug}</bdi> },
    { name: "accepted", label: t("busy.accepted"), cell: ({ accepted }) => number(accepted) },
    { name: "lane", label: t("health.queued"), cell: ({ lane_depth: depth }) => number(depth) },
    { name: "dead", label: t("busy.dead"), cell: ({ dead_letters: dead }) => number(dead) },
    { name: "requests", label: t("busy.requests"), cell: ({ requests_per_minute: pace }) => number(pace) },
  ];
  return (
    <Panel title={t("busy.title", { n: data.minutes })}>
      <PlainTable label={t("busy.label")} columns={columns} rows={data.data} idOf={({ id }) => id} />
    </Panel>
  );
}

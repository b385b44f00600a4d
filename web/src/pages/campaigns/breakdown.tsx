// A campaign's figures by variant, by sender and by country: only what there is more than one of.
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { Panel } from "../../parts/panel.tsx";
import { type PlainColumn, PlainTable } from "../../parts/plain-table.tsx";
import type { Report } from "./figures.ts";

type Row = { key: string; sent: number; delivered: number; read: number; replied: number; failed: number };

const figures = ["sent", "delivered", "read", "replied", "failed"] as const;

export function Breakdown({ report }: { report: Report }) {
  const t = useTexts("campaigns");
  const winner = report.winner?.variant ?? null;
  const variants = report.by_variant
    .filter(({ variant }) => variant > 0)
    .map((row) => ({
      ...row,
      key: t(row.variant === winner ? "variantWon" : "variant", { place: row.variant }),
    }));
  const senders = report.by_sender.map((row) => ({ ...row, key: row.sender }));
  const countries = report.by_country.map((row) => ({ ...row, key: row.country ?? "–" }));
  return (
    <>
      <Table title={t("by.variant")} rows={variants} />
      <Table title={t("by.sender")} rows={senders} />
      <Table title={t("by.country")} rows={countries} />
    </>
  );
}

function Table({ title, rows }: { title: string; rows: readonly Row[] }) {
  const t = useTexts("campaigns");
  const language = useLanguage();
  if (rows.length < 2) return null;
  const columns: PlainColumn<Row>[] = [
    { name: "key", label: title, cell: ({ key }) => <bdi>{key}</bdi> },
    ...figures.map((name) => ({
      name,
      label: t(`people.${name}`),
      cell: (row: Row) => <span className="tabular">{formatNumber(row[name], language)}</span>,
    })),
  ];
  return (
    <Panel title={title}>
      <PlainTable label={title} columns={columns} rows={rows} idOf={({ key }) => key} />
    </Panel>
  );
}

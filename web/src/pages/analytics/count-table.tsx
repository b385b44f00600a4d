// Counts of one kind as a table: what it is called, and a column for each stage.
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { PlainTable } from "../../parts/plain-table.tsx";
import { formatShare } from "./days.ts";
import { type Counts, shareOf } from "./figures.ts";
import { stages } from "./period.ts";

export type CountRow = Counts & { id: string; name: string };

type CountTableProps = { label: string; head: string; rows: readonly CountRow[] };

export function CountTable({ label, head, rows }: CountTableProps) {
  const t = useTexts("analytics");
  const language = useLanguage();
  const columns = [
    { name: "name", label: head, cell: ({ name }: CountRow) => <bdi>{name}</bdi> },
    ...stages.map((stage) => ({
      name: stage,
      label: t(`stage.${stage}`),
      cell: (row: CountRow) => <span className="tabular">{formatNumber(row[stage], language)}</span>,
    })),
    {
      name: "readShare",
      label: t("readShare"),
      cell: ({ read, sent }: CountRow) => {
        const share = shareOf(read, sent);
        return <span className="tabular">{share === null ? "–" : formatShare(share, language)}</span>;
      },
    },
  ];
  return <PlainTable label={label} columns={columns} rows={rows} idOf={({ id }) => id} />;
}

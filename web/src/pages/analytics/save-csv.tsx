// Saves what a table shows as a file, made in the browser from what it has already.
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTexts } from "../../i18n/texts.ts";
import { saveFile } from "../../parts/save-file.ts";
import type { CountRow } from "./count-table.tsx";
import { csvOf } from "./csv.ts";
import { stages } from "./period.ts";

export type What = "day" | "template" | "sender" | "country";

/** Columns have the API's names, whatever the language: a file is read by programs too. */
export function SaveCsv({ what, rows }: { what: What; rows: readonly CountRow[] }) {
  const t = useTexts("analytics");
  const lines = (): (string | number)[][] => [
    [what, "name", ...stages],
    ...rows.map((row) => [row.id, row.name, ...stages.map((stage) => row[stage])]),
  ];
  const label = t("csv.of", { what: t(`by.${what}`) });
  return <SaveLines label={label} file={`waypost-by-${what}.csv`} lines={lines} />;
}

type SaveLinesProps = { label: string; file: string; lines(): (string | number)[][] };

export function SaveLines({ label, file, lines }: SaveLinesProps) {
  const t = useTexts("analytics");
  const save = (): void => {
    const headers = { "content-type": "text/csv;charset=utf-8" };
    void saveFile(new Response(csvOf(lines()), { headers }), file);
  };
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconDownload size={14} aria-hidden />}
      aria-label={label}
      onClick={save}
    >
      {t("csv")}
    </Button>
  );
}

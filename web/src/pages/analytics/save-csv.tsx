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
  const save = (): void => {
    const lines = rows.map((row) => [row.id, row.name, ...stages.map((stage) => row[stage])]);
    const csv = csvOf([[what, "name", ...stages], ...lines]);
    const answer = new Response(csv, { headers: { "content-type": "text/csv;charset=utf-8" } });
    void saveFile(answer, `waypost-by-${what}.csv`);
  };
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconDownload size={14} aria-hidden />}
      aria-label={t("csv.of", { what: t(`by.${what}`) })}
      onClick={save}
    >
      {t("csv")}
    </Button>
  );
}

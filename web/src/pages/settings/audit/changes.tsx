// What a change did, field by field: what was there, and what is there now.
import { Text } from "@mantine/core";
import type { AuditEntry } from "@waypost/sdk";
import { useTexts } from "../../../i18n/texts.ts";
import { type PlainColumn, PlainTable } from "../../../parts/plain-table.tsx";
import classes from "../settings.module.css";

type Change = AuditEntry["changes"][number];

export function Changes({ changes }: Pick<AuditEntry, "changes">) {
  const t = useTexts("settings");
  if (changes.length === 0) return null;
  const told = changes.filter(({ before, after }) => before !== undefined || after !== undefined);
  const withheld = changes.filter((change) => !told.includes(change)).map(({ field }) => field);
  const columns: PlainColumn<Change>[] = [
    { name: "field", label: t("audit.field"), cell: ({ field }) => <bdi dir="ltr">{field}</bdi> },
    {
      name: "before",
      label: t("audit.before"),
      cell: ({ before }) => <del className={classes["was"]}>{valueText(before)}</del>,
    },
    {
      name: "after",
      label: t("audit.after"),
      cell: ({ after }) => <ins className={classes["is"]}>{valueText(after)}</ins>,
    },
  ];
  return (
    <>
      {told.length === 0 ? null : (
        <PlainTable label={t("audit.changes")} columns={columns} rows={told} idOf={({ field }) => field} />
      )}
      {withheld.length === 0 ? null : (
        <Text size="sm" c="dimmed">
          <bdi dir="ltr">{withheld.join(", ")}</bdi>: {t("audit.withheld")}
        </Text>
      )}
    </>
  );
}

function valueText(value: Change["before"]): string {
  if (value === undefined || value === null) return "—";
  return Array.isArray(value) ? value.join(", ") : String(value);
}

// The columns of the audit log.
import type { AuditEntry } from "@waypost/sdk";
import { useMemo } from "react";
import { useTexts } from "../../../i18n/texts.ts";
import type { Column } from "../../../parts/record-table.tsx";
import { StatusChip } from "../../../parts/status-chip.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";
import { Actor } from "./actor.tsx";

/** An entry's number is its name; a table wants it as `id`. */
export type AuditRow = AuditEntry & { id: string };

export function useAuditColumns(): readonly Column<AuditRow>[] {
  const t = useTexts("settings");
  return useMemo(
    () => [
      {
        name: "at",
        label: t("audit.at"),
        width: "minmax(4.5rem, 8rem)",
        cell: ({ at }) => <Timestamp at={at} />,
      },
      {
        name: "actor",
        label: t("audit.actor"),
        width: "minmax(6rem, 14rem)",
        cell: ({ actor }) => <Actor actor={actor} />,
      },
      {
        name: "action",
        label: t("audit.action"),
        width: "minmax(8rem, 1fr)",
        cell: ({ action }) => <bdi>{action}</bdi>,
      },
      {
        name: "target",
        label: t("audit.target"),
        width: "14rem",
        wideOnly: true,
        cell: ({ target }) => <bdi dir="ltr">{target?.id}</bdi>,
      },
      {
        name: "changed",
        label: t("audit.changed"),
        width: "12rem",
        wideOnly: true,
        cell: ({ changed }) => <bdi>{changed.join(", ")}</bdi>,
      },
      {
        name: "outcome",
        label: t("audit.outcome"),
        width: "7rem",
        wideOnly: true,
        cell: ({ outcome }) => (
          <StatusChip tone={outcome === "done" ? "good" : "bad"}>{t(`outcome.${outcome}`)}</StatusChip>
        ),
      },
    ],
    [t],
  );
}

// The columns of the events as they happen.
import type { LiveEvent } from "@waypost/sdk";
import { useMemo } from "react";
import { useTexts } from "../../../i18n/texts.ts";
import type { Column } from "../../../parts/record-table.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";
import { idsIn } from "./filter.ts";

export function useEventColumns(): readonly Column<LiveEvent>[] {
  const t = useTexts("developers");
  return useMemo(
    () => [
      {
        name: "at",
        label: t("column.at"),
        width: "minmax(4.5rem, 8rem)",
        cell: ({ timestamp }) => (typeof timestamp === "string" ? <Timestamp at={timestamp} /> : null),
      },
      {
        name: "type",
        label: t("column.type"),
        width: "minmax(10rem, 14rem)",
        cell: ({ type }) => <bdi>{type}</bdi>,
      },
      {
        name: "about",
        label: t("column.about"),
        width: "minmax(8rem, 1fr)",
        wideOnly: true,
        cell: (event) => <bdi>{idsIn(event).join(" · ")}</bdi>,
      },
      {
        name: "code",
        label: t("column.code"),
        width: "12rem",
        wideOnly: true,
        cell: ({ code }) => (typeof code === "string" ? <bdi>{code}</bdi> : null),
      },
    ],
    [t],
  );
}

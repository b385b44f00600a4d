// The columns of the list of campaigns.
import type { Item } from "@waypost/sdk";
import { useMemo } from "react";
import { useTexts } from "../../i18n/texts.ts";
import type { Column } from "../../parts/record-table.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import { CampaignStatus } from "./campaign-status.tsx";
import { PauseOrResume } from "./moves.tsx";
import { FailureCell, ProgressCell } from "./progress-cell.tsx";

type CampaignRow = Item<"GET /v1/campaigns">;

export function useColumns(): readonly Column<CampaignRow>[] {
  const t = useTexts("campaigns");
  return useMemo(
    () => [
      {
        name: "status",
        label: t("column.status"),
        width: "7rem",
        cell: ({ status }) => <CampaignStatus status={status} />,
      },
      {
        name: "name",
        label: t("column.name"),
        width: "minmax(7rem, 1fr)",
        cell: ({ name }) => <bdi>{name}</bdi>,
      },
      {
        name: "progress",
        label: t("column.progress"),
        width: "minmax(13rem, 18rem)",
        wideOnly: true,
        cell: (row) => <ProgressCell {...row} />,
      },
      {
        name: "failed",
        label: t("column.failed"),
        width: "9rem",
        wideOnly: true,
        cell: (row) => <FailureCell {...row} />,
      },
      {
        name: "at",
        label: t("column.at"),
        width: "minmax(4.5rem, 9rem)",
        cell: ({ starts_at, created_at }) => <Timestamp at={starts_at ?? created_at} />,
      },
      {
        name: "move",
        label: t("column.move"),
        width: "3.5rem",
        cell: ({ id, status }) => <PauseOrResume {...{ id, status }} inRow />,
      },
    ],
    [t],
  );
}

// The columns of an endpoint's deliveries.
import type { WebhookDelivery } from "@waypost/sdk";
import { useMemo } from "react";
import { useTexts } from "../../../i18n/texts.ts";
import type { Column } from "../../../parts/record-table.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";
import { DeliveryState } from "./endpoint-state.tsx";

export function useDeliveryColumns(): readonly Column<WebhookDelivery>[] {
  const t = useTexts("developers");
  return useMemo(
    () => [
      {
        name: "state",
        label: t("column.state"),
        width: "6.5rem",
        cell: ({ state }) => <DeliveryState state={state} />,
      },
      {
        name: "type",
        label: t("column.type"),
        width: "minmax(7rem, 1fr)",
        cell: ({ type }) => <bdi>{type}</bdi>,
      },
      {
        name: "answer",
        label: t("column.answer"),
        width: "minmax(4rem, 14rem)",
        wideOnly: true,
        cell: ({ last_status, last_error }) => <bdi>{last_error ?? last_status}</bdi>,
      },
      {
        name: "attempts",
        label: t("column.attempts"),
        width: "6rem",
        wideOnly: true,
        cell: ({ attempts }) => <span className="tabular">{attempts}</span>,
      },
      {
        name: "next",
        label: t("column.next"),
        width: "8rem",
        wideOnly: true,
        cell: ({ next_attempt_at: at }) => (at === null ? null : <Timestamp at={at} />),
      },
      {
        name: "at",
        label: t("column.at"),
        width: "minmax(3.5rem, 8rem)",
        cell: ({ event_at }) => <Timestamp at={event_at} />,
      },
    ],
    [t],
  );
}

// The columns of the log of messages.
import type { Item } from "@waypost/sdk";
import { useMemo } from "react";
import { useTexts } from "../../i18n/texts.ts";
import { Phone } from "../../parts/phone.tsx";
import type { Column } from "../../parts/record-table.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import { gistOf } from "./gist.ts";
import { MessageStatus } from "./message-status.tsx";

export type MessageRow = Item<"GET /v1/messages">;

export function useColumns(): readonly Column<MessageRow>[] {
  const t = useTexts("messages");
  return useMemo(
    () => [
      {
        name: "status",
        label: t("column.status"),
        width: "7rem",
        cell: ({ status }) => <MessageStatus status={status} />,
      },
      {
        name: "to",
        label: t("column.to"),
        width: "minmax(8.5rem, 11rem)",
        cell: ({ to }) => <Phone number={to} />,
      },
      {
        name: "gist",
        label: t("column.gist"),
        width: "minmax(10rem, 1fr)",
        wideOnly: true,
        cell: (row) => <bdi>{gistOf(row) ?? t(`type.${row.type}`)}</bdi>,
      },
      {
        name: "reference",
        label: t("column.reference"),
        width: "10rem",
        wideOnly: true,
        cell: ({ client_reference }) => <bdi>{client_reference}</bdi>,
      },
      {
        name: "at",
        label: t("column.at"),
        width: "minmax(4.5rem, 9rem)",
        cell: ({ created_at }) => <Timestamp at={created_at} />,
      },
    ],
    [t],
  );
}

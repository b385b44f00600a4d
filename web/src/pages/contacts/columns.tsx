// The columns of the list of people.
import type { Item } from "@waypost/sdk";
import { useMemo } from "react";
import { useTexts } from "../../i18n/texts.ts";
import { Phone } from "../../parts/phone.tsx";
import type { Column } from "../../parts/record-table.tsx";
import { StatusChip } from "../../parts/status-chip.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";

type ContactRow = Item<"GET /v1/contacts">;

export function useColumns(): readonly Column<ContactRow>[] {
  const t = useTexts("contacts");
  return useMemo(
    () => [
      {
        name: "name",
        label: t("name"),
        width: "minmax(7rem, 1fr)",
        cell: ({ name, profile_name }) => <bdi>{name ?? profile_name ?? "–"}</bdi>,
      },
      {
        name: "phone",
        label: t("phone"),
        width: "minmax(8.5rem, 11rem)",
        cell: ({ phone }) => (phone === null ? null : <Phone number={phone} />),
      },
      {
        name: "tags",
        label: t("tags"),
        width: "minmax(8rem, 1fr)",
        wideOnly: true,
        cell: ({ tags }) => <bdi>{tags.join(", ")}</bdi>,
      },
      {
        name: "suppressed",
        label: t("consent"),
        width: "9rem",
        wideOnly: true,
        cell: ({ suppressed }) =>
          suppressed.length === 0 ? null : <StatusChip tone="bad">{t("optedOut")}</StatusChip>,
      },
      {
        name: "at",
        label: t("added"),
        width: "minmax(4.5rem, 9rem)",
        wideOnly: true,
        cell: ({ created_at }) => <Timestamp at={created_at} />,
      },
    ],
    [t],
  );
}

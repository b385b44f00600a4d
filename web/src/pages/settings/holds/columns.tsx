// The columns of legal holds.
import { Text } from "@mantine/core";
import type { LegalHold } from "@waypost/sdk";
import { useMemo } from "react";
import { useTexts } from "../../../i18n/texts.ts";
import { Phone } from "../../../parts/phone.tsx";
import type { Column } from "../../../parts/record-table.tsx";
import { StatusChip } from "../../../parts/status-chip.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";

export function useHoldColumns(): readonly Column<LegalHold>[] {
  const t = useTexts("settings");
  return useMemo(
    () => [
      {
        name: "whose",
        label: t("holds.whose"),
        width: "minmax(7.5rem, 12rem)",
        cell: ({ phone }) => <Whose phone={phone} />,
      },
      {
        name: "state",
        label: t("holds.state"),
        width: "minmax(6rem, 8rem)",
        cell: ({ lifted_at: at }) => <HoldState liftedAt={at} />,
      },
      {
        name: "reason",
        label: t("holds.reason"),
        width: "minmax(5rem, 1fr)",
        // By its own direction, so that it is the end that is cut off.
        cell: ({ reason }) => (
          <Text size="sm" truncate dir="auto">
            {reason}
          </Text>
        ),
      },
      {
        name: "since",
        label: t("holds.since"),
        width: "9rem",
        wideOnly: true,
        cell: ({ placed_at: at }) => <Timestamp at={at} />,
      },
    ],
    [t],
  );
}

/** Without a number it is about everybody. */
export function Whose({ phone }: { phone: string | null }) {
  const t = useTexts("settings");
  return phone === null ? t("holdOf.everything") : <Phone number={phone} />;
}

export function HoldState({ liftedAt }: { liftedAt: string | null }) {
  const t = useTexts("settings");
  return liftedAt === null ? (
    <StatusChip tone="wait">{t("holds.inForce")}</StatusChip>
  ) : (
    <StatusChip tone="quiet">{t("holds.lifted")}</StatusChip>
  );
}

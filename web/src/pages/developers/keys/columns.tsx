// The columns of the API keys.
import type { ApiKey } from "@waypost/sdk";
import { useMemo } from "react";
import { useTexts } from "../../../i18n/texts.ts";
import type { Column } from "../../../parts/record-table.tsx";
import { StatusChip, type Tone } from "../../../parts/status-chip.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";

export function useKeyColumns(): readonly Column<ApiKey>[] {
  const t = useTexts("developers");
  return useMemo(
    () => [
      {
        name: "name",
        label: t("column.name"),
        width: "minmax(8rem, 1fr)",
        cell: ({ name }) => <bdi>{name}</bdi>,
      },
      { name: "mode", label: t("column.mode"), width: "6rem", cell: ({ mode }) => <KeyMode mode={mode} /> },
      {
        name: "state",
        label: t("column.state"),
        width: "6.5rem",
        cell: ({ state }) => <KeyState state={state} />,
      },
      {
        name: "hint",
        label: t("column.key"),
        width: "9rem",
        wideOnly: true,
        cell: ({ hint }) => <bdi dir="ltr">{hint && `…${hint}`}</bdi>,
      },
      {
        name: "used",
        label: t("column.used"),
        width: "9rem",
        wideOnly: true,
        cell: ({ last_used_at: at }) => (at === null ? t("keys.never") : <Timestamp at={at} />),
      },
      {
        name: "ends",
        label: t("column.ends"),
        width: "8rem",
        wideOnly: true,
        cell: ({ expires_at: at }) => (at === null ? t("keys.endless") : <Timestamp at={at} />),
      },
    ],
    [t],
  );
}

export function KeyMode({ mode }: Pick<ApiKey, "mode">) {
  const t = useTexts("developers");
  return <StatusChip tone={mode === "live" ? "busy" : "quiet"}>{t(`mode.${mode}`)}</StatusChip>;
}

const tones: Readonly<Record<ApiKey["state"], Tone>> = { active: "good", expired: "wait", revoked: "bad" };

export function KeyState({ state }: Pick<ApiKey, "state">) {
  const t = useTexts("developers");
  return <StatusChip tone={tones[state]}>{t(`keyState.${state}`)}</StatusChip>;
}

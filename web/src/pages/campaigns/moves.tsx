// What moves a campaign: pausing it and going on, in a list's row and on its own page.
import { Button } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useChange } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { IconButton } from "../../parts/icon-button.tsx";
import { tellOutcome } from "../../parts/tell.tsx";
import type { CampaignStatus } from "./filters.ts";

type MoveProps = { id: string; status: CampaignStatus; inRow?: boolean };

const pausable: ReadonlySet<CampaignStatus> = new Set(["running", "scheduled"]);

/** Nothing where it can neither be paused nor go on. */
export function PauseOrResume({ id, status, inRow = false }: MoveProps) {
  const t = useTexts("campaigns");
  const pause = useChange("POST /v1/campaigns/{id}/pause");
  const resume = useChange("POST /v1/campaigns/{id}/resume");
  const may = useMay("campaigns:launch");
  const isPaused = status === "paused";
  if (!may || !(isPaused || pausable.has(status))) return null;
  const move = isPaused ? resume : pause;
  const label = isPaused ? t("resume") : t("pause");
  const run = (): void => void tellOutcome(move.mutateAsync({ params: { id } }), { tried: label });
  const Icon = isPaused ? IconPlayerPlay : IconPlayerPause;
  if (!inRow)
    return (
      <Button
        variant="default"
        leftSection={<Icon size={16} aria-hidden />}
        loading={move.isPending}
        onClick={run}
      >
        {label}
      </Button>
    );
  return (
    <IconButton
      label={label}
      loading={move.isPending}
      onClick={(event) => {
        // The row beneath opens the campaign.
        event.stopPropagation();
        run();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <Icon size={18} aria-hidden />
    </IconButton>
  );
}

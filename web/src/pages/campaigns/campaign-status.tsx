// A campaign's status in the reader's language, with its colour.
import { useTexts } from "../../i18n/texts.ts";
import { StatusChip, type Tone } from "../../parts/status-chip.tsx";
import type { CampaignStatus as Status } from "./filters.ts";

const tones: Readonly<Record<Status, Tone>> = {
  draft: "quiet",
  scheduled: "wait",
  running: "busy",
  paused: "doubt",
  finished: "good",
  canceled: "quiet",
};

export function CampaignStatus({ status }: { status: Status }) {
  const t = useTexts("campaigns");
  return <StatusChip tone={tones[status]}>{t(`status.${status}`)}</StatusChip>;
}

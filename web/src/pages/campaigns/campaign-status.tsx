// A campaign's status in the reader's language, with its colour.
import { useTexts } from "../../i18n/texts.ts";
import { StatusChip } from "../../parts/status-chip.tsx";
import type { CampaignStatus as Status } from "./filters.ts";
import { toneOf } from "./status.ts";

export function CampaignStatus({ status }: { status: Status }) {
  const t = useTexts("campaigns");
  return <StatusChip tone={toneOf[status]}>{t(`status.${status}`)}</StatusChip>;
}

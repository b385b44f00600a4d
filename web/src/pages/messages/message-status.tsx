// A message's status in the reader's language, with its colour.
import { useTexts } from "../../i18n/texts.ts";
import { StatusChip, type Tone } from "../../parts/status-chip.tsx";
import type { Status } from "./filters.ts";

const tones: Readonly<Record<Status, Tone>> = {
  scheduled: "wait",
  queued: "wait",
  sending: "busy",
  sent: "busy",
  delivered: "good",
  read: "good",
  played: "good",
  failed: "bad",
  expired: "bad",
  canceled: "quiet",
  skipped: "quiet",
  unknown: "doubt",
};

export function MessageStatus({ status }: { status: Status }) {
  const t = useTexts("messages");
  return <StatusChip tone={tones[status]}>{t(`status.${status}`)}</StatusChip>;
}

// A message's status in the reader's language, with its colour.
import { useTexts } from "../../i18n/texts.ts";
import { StatusChip } from "../../parts/status-chip.tsx";
import type { Status } from "./filters.ts";
import { toneOf } from "./status.ts";

export function MessageStatus({ status }: { status: Status }) {
  const t = useTexts("messages");
  return <StatusChip tone={toneOf[status]}>{t(`status.${status}`)}</StatusChip>;
}

// A sender's condition in a word and a colour.
import type { Sender } from "@waypost/sdk";
import { useTexts } from "../../i18n/texts.ts";
import { StatusChip } from "../../parts/status-chip.tsx";
import { stateOf, toneOf } from "./state.ts";

export function SenderState({ sender }: { sender: Pick<Sender, "health" | "session"> }) {
  const t = useTexts("senders");
  const state = stateOf(sender);
  return <StatusChip tone={toneOf[state]}>{t(`state.${state}`)}</StatusChip>;
}

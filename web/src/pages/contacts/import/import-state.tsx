// How far an import is, in a word; a trial says that it is one.
import type { ContactImport } from "@waypost/sdk";
import { useTexts } from "../../../i18n/texts.ts";
import { StatusChip, type Tone } from "../../../parts/status-chip.tsx";

const tones: Readonly<Record<ContactImport["state"], Tone>> = {
  waiting: "wait",
  running: "busy",
  done: "good",
  failed: "bad",
  canceled: "quiet",
  undoing: "busy",
  undone: "quiet",
};

export function ImportState({ job: { state, mode } }: { job: Pick<ContactImport, "state" | "mode"> }) {
  const t = useTexts("contacts");
  return (
    <>
      <StatusChip tone={tones[state]}>{t(`state.${state}`)}</StatusChip>
      {mode === "dry_run" ? ` ${t("trial")}` : null}
    </>
  );
}

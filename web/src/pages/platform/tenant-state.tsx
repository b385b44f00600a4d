// Where a tenant is in its life.
import type { TenantSummary } from "@waypost/contract";
import { useTexts } from "../../i18n/texts.ts";
import { StatusChip, type Tone } from "../../parts/status-chip.tsx";

const tones: Readonly<Record<TenantSummary["state"], Tone>> = {
  trial: "wait",
  active: "good",
  suspended: "bad",
  closing: "doubt",
};

export function TenantState({ state }: Pick<TenantSummary, "state">) {
  const t = useTexts("platform");
  return <StatusChip tone={tones[state]}>{t(`state.${state}`)}</StatusChip>;
}

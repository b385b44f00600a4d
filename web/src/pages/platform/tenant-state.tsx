// Where a tenant is in its life.
import type { TenantSummary } from "@waypost/contract";
import { useTexts } from "../../i18n/texts.ts";
import { StatusChip } from "../../parts/status-chip.tsx";
import { toneOf } from "./state.ts";

export function TenantState({ state }: Pick<TenantSummary, "state">) {
  const t = useTexts("platform");
  return <StatusChip tone={toneOf[state]}>{t(`state.${state}`)}</StatusChip>;
}

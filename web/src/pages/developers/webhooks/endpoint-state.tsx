// Whether an endpoint is told anything, and how one of its deliveries stands.
import type { WebhookDelivery, WebhookEndpoint } from "@waypost/sdk";
import { useTexts } from "../../../i18n/texts.ts";
import { StatusChip, type Tone } from "../../../parts/status-chip.tsx";

const tones: Readonly<Record<WebhookEndpoint["state"] | WebhookDelivery["state"], Tone>> = {
  enabled: "good",
  paused: "wait",
  disabled: "bad",
  delivered: "good",
  waiting: "wait",
  failed: "bad",
};

export function EndpointState({ state }: Pick<WebhookEndpoint, "state">) {
  const t = useTexts("developers");
  return <StatusChip tone={tones[state]}>{t(`hookState.${state}`)}</StatusChip>;
}

export function DeliveryState({ state }: Pick<WebhookDelivery, "state">) {
  const t = useTexts("developers");
  return <StatusChip tone={tones[state]}>{t(`delivery.${state}`)}</StatusChip>;
}

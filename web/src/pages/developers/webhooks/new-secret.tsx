// The secret an endpoint's deliveries are signed with: shown when it is made or replaced, this once.
import type { WebhookEndpointCreated } from "@waypost/sdk";
import { useTexts } from "../../../i18n/texts.ts";
import { ShownOnce } from "../../../parts/shown-once.tsx";

export function NewSecret({ made, onClose }: { made: WebhookEndpointCreated | null; onClose(): void }) {
  const t = useTexts("developers");
  return (
    <ShownOnce
      secret={made?.secret ?? null}
      title={t("hooks.secret")}
      hint={t("hooks.secretHint")}
      done={t("keys.kept")}
      onClose={onClose}
    />
  );
}

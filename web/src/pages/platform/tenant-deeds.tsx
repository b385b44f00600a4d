// What the platform's staff can do with a tenant, each for a reason that is kept: act for it, suspend it, let it work,
// close it.
import { Button, Group, Stack, TextInput } from "@mantine/core";
import type { TenantSummary } from "@waypost/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useOwnChange } from "../../api/person-routes.ts";
import { becomePerson } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { tell } from "../../parts/tell.tsx";
import { TypedDeed } from "../../parts/typed-deed.tsx";

type TenantDeedsProps = { tenant: TenantSummary; onDone(): void };

export function TenantDeeds({ tenant, onDone }: TenantDeedsProps) {
  const t = useTexts("platform");
  const [reason, setReason] = useState("");
  const deeds = useDeeds(tenant, onDone);
  // The tenant reads it later, so that a letter or two do not do.
  const isMute = reason.trim().length < 10;
  const button = { size: "xs", variant: "default", disabled: isMute || deeds.isPending } as const;
  return (
    <Stack>
      <TextInput
        label={t("deed.reason")}
        description={t("deed.reasonHint")}
        value={reason}
        dir="auto"
        onChange={({ currentTarget: { value } }) => setReason(value)}
      />
      <Group gap="xs">
        <Button {...button} onClick={() => deeds.act(reason)}>
          {t("deed.act")}
        </Button>
        {tenant.state === "suspended" || tenant.state === "trial" ? (
          <Button {...button} onClick={() => deeds.activate(reason)}>
            {t("deed.activate")}
          </Button>
        ) : null}
        {tenant.state === "suspended" || tenant.state === "closing" ? null : (
          <Button {...button} onClick={() => deeds.suspend(reason)}>
            {t("deed.suspend")}
          </Button>
        )}
        {tenant.state === "closing" ? null : (
          <TypedDeed
            button={{ ...button, variant: "filled", color: "red.9" }}
            title={t("deed.closeTitle")}
            consequence={t("deed.closeWhat")}
            word={tenant.slug}
            action={t("deed.close")}
            onConfirm={() => deeds.close(reason)}
          />
        )}
      </Group>
      {deeds.error === null ? null : <ErrorCard error={deeds.error} />}
    </Stack>
  );
}

function useDeeds({ id, slug }: TenantSummary, onDone: () => void) {
  const t = useTexts("platform");
  const client = useQueryClient();
  const router = useRouter();
  const act = useOwnChange("POST /v1/platform/tenants/{id}/impersonate");
  const suspend = useOwnChange("POST /v1/platform/tenants/{id}/suspend");
  const activate = useOwnChange("POST /v1/platform/tenants/{id}/activate");
  const close = useOwnChange("POST /v1/platform/tenants/{id}/close");
  const params = { id };
  const said = (done: Promise<unknown>): void =>
    void done.then(
      () => {
        tell(t("deed.done"));
        onDone();
      },
      // Its card stands below the buttons.
      () => undefined,
    );
  return {
    isPending: [act, suspend, activate, close].some(({ isPending }) => isPending),
    error: act.error ?? suspend.error ?? activate.error ?? close.error,
    suspend: (reason: string) => said(suspend.mutateAsync({ params, body: { reason } })),
    activate: (reason: string) => said(activate.mutateAsync({ params, body: { reason } })),
    close: (reason: string) => said(close.mutateAsync({ params, body: { reason, confirm: slug } })),
    act: (reason: string) =>
      void act.mutateAsync({ params, body: { reason } }).then(
        async (person) => {
          // Nothing of one's own tenant may be seen in another's name.
          becomePerson(client, person);
          await router.navigate({ to: "/" });
          await router.invalidate();
        },
        () => undefined,
      ),
  };
}

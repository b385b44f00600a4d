// One tenant: where it is in its life, how it fares, and what the platform's staff can do about it.
import { Alert, Stack, Text } from "@mantine/core";
import type { TenantHealth, TenantSummary } from "@waypost/contract";
import { useQuery } from "@tanstack/react-query";
import { readOwn } from "../../api/person-routes.ts";
import { formatNumber, formatSpan } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { CopyText } from "../../parts/copy-text.tsx";
import { Fact, FactList } from "../../parts/fact-list.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { RecordDrawer } from "../../parts/record-drawer.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import { TenantDeeds } from "./tenant-deeds.tsx";
import { TenantState } from "./tenant-state.tsx";

type TenantDrawerProps = { tenant: TenantSummary | undefined; onClose(): void };

export function TenantDrawer({ tenant, onClose }: TenantDrawerProps) {
  return (
    <RecordDrawer opened={tenant} title={tenant?.name} onClose={onClose}>
      {(opened) => (
        <Stack>
          <TenantFacts tenant={opened} />
          <Health id={opened.id} />
          <TenantDeeds tenant={opened} onDone={onClose} />
        </Stack>
      )}
    </RecordDrawer>
  );
}

function TenantFacts({ tenant }: { tenant: TenantSummary }) {
  const t = useTexts("platform");
  const { trial_ends_at: trialEndsAt, erase_after: eraseAfter } = tenant;
  return (
    <FactList>
      <Fact name={t("column.state")}>
        <TenantState state={tenant.state} />
      </Fact>
      <Fact name={t("fact.since")}>
        <Timestamp at={tenant.state_since} exact />
      </Fact>
      <Fact name={t("fact.reason")}>{tenant.state_reason}</Fact>
      <Fact name={t("column.slug")}>{tenant.slug}</Fact>
      <Fact name={t("fact.id")}>
        <CopyText text={tenant.id} />
      </Fact>
      <Fact name={t("fact.zone")}>{tenant.time_zone}</Fact>
      <Fact name={t("fact.trial")}>{trialEndsAt && <Timestamp at={trialEndsAt} exact />}</Fact>
      <Fact name={t("fact.erase")}>{eraseAfter && <Timestamp at={eraseAfter} exact />}</Fact>
    </FactList>
  );
}

function Health({ id }: { id: string }) {
  const found = useQuery(readOwn("GET /v1/platform/tenants/{id}/health", { params: { id } }));
  return (
    <Loaded query={found} height="8rem">
      {(health) => <HealthFacts health={health} />}
    </Loaded>
  );
}

function HealthFacts({ health }: { health: TenantHealth }) {
  const t = useTexts("platform");
  const language = useLanguage();
  const { senders, queued, queued_is_more, oldest_queued_seconds: oldest, error_rate: rate, errors } = health;
  const number = (value: number): string => formatNumber(value, language);
  return (
    <>
      <FactList>
        <Fact name={t("health.senders")}>
          {t("health.sendersAre", {
            active: number(senders.active),
            paused: number(senders.paused),
            disconnected: number(senders.disconnected),
          })}
        </Fact>
        <Fact name={t("health.queued")}>{`${number(queued)}${queued_is_more ? "+" : ""}`}</Fact>
        <Fact name={t("health.oldest")}>{oldest === null ? null : formatSpan(oldest * 1_000, language)}</Fact>
        <Fact name={t("health.pace")}>{number(health.sends_per_minute)}</Fact>
      </FactList>
      {rate === null || rate === 0 ? null : (
        <Alert
          color="yellow"
          variant="outline"
          title={
            <Text span inherit c="var(--mantine-color-text)">
              {t("health.errors", { n: `${number(rate * 100)} %` })}
            </Text>
          }
        >
          {errors.map(({ code, count }) => `${code}: ${number(count)}`).join(", ")}
        </Alert>
      )}
    </>
  );
}

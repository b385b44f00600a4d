// One webhook endpoint: how it stands, what can be done with it, and its deliveries.
import { Alert, Button, Skeleton, Text } from "@mantine/core";
import type { WebhookEndpoint, WebhookEndpointCreated } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useMay } from "../../../api/person.ts";
import { read, useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";
import { Deliveries } from "./deliveries.tsx";
import { EndpointDeeds } from "./endpoint-deeds.tsx";
import { EndpointFacts } from "./endpoint-facts.tsx";
import { LastDayPanel } from "./last-day-panel.tsx";
import { NewSecret } from "./new-secret.tsx";

const route = getRouteApi("/app/developers/webhooks/$id");

export function EndpointPage() {
  const t = useTexts("developers");
  const { id } = route.useParams();
  const [made, setMade] = useState<WebhookEndpointCreated | null>(null);
  const { data, error, refetch } = useQuery(read("GET /v1/webhook-endpoints/{id}", { params: { id } }));
  const mayWrite = useMay("webhooks:write");
  return (
    <PageFrame
      title={t("hooks.one")}
      actions={data && mayWrite ? <EndpointDeeds endpoint={data} onMade={setMade} /> : null}
    >
      {error === null ? null : <ErrorCard error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        <Skeleton height="40vh" />
      ) : (
        <>
          <Disabled endpoint={data} />
          <EndpointFacts endpoint={data} />
          <LastDayPanel endpoint={data.id} />
          <Deliveries endpoint={data} />
        </>
      )}
      <NewSecret made={made} onClose={() => setMade(null)} />
    </PageFrame>
  );
}

/** What was put off is told by nobody else: it has to be seen, and one button puts it right. */
function Disabled({ endpoint: { id, state, state_reason, failing_since } }: { endpoint: WebhookEndpoint }) {
  const t = useTexts("developers");
  const change = useChange("PATCH /v1/webhook-endpoints/{id}");
  if (state === "enabled") return null;
  const enable = (): void => change.mutate({ params: { id }, body: { state: "enabled" } });
  return (
    <Alert
      color={state === "disabled" ? "red" : "yellow"}
      variant="outline"
      title={
        <Text span inherit c="var(--mantine-color-text)">
          {t(`hookState.${state}`)}
        </Text>
      }
    >
      <p>
        {t(`hooks.${state}`)} <bdi>{state_reason}</bdi>
      </p>
      {failing_since === null ? null : (
        <p>
          {t("hooks.failingSince")} <Timestamp at={failing_since} exact />
        </p>
      )}
      <Button size="xs" loading={change.isPending} onClick={enable}>
        {t("hooks.enable")}
      </Button>
    </Alert>
  );
}

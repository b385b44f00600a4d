// One number: how it is, why, what to do about it, and everything that is known of it.
import { Skeleton } from "@mantine/core";
import type { Sender } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMay } from "../../api/person.ts";
import { read } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { GatewayPanel, isGateway } from "./connect/gateway-panel.tsx";
import { EventsPanel } from "./events-panel.tsx";
import { HealthPanel } from "./health-panel.tsx";
import { LimitsPanel } from "./limits-panel.tsx";
import { ManageMenu } from "./manage-menu.tsx";
import { MetaPanel } from "./meta-panel.tsx";
import { OnboardingPanel } from "./onboarding-panel.tsx";
import { PacePanel } from "./pace-panel.tsx";
import { PairingPanel } from "./pairing/pairing-panel.tsx";
import { ProtectionPanel } from "./protection-panel.tsx";
import { QueuePanel } from "./queue-panel.tsx";
import classes from "./senders.module.css";
import { hasLink } from "./state.ts";
import { StatePanel } from "./state-panel.tsx";

const route = getRouteApi("/app/senders/$id");

export function SenderPage() {
  const t = useTexts("senders");
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(read("GET /v1/senders/{id}", { params: { id } }));
  return (
    <PageFrame title={data?.name ?? t("one")} actions={data === undefined ? null : <Actions sender={data} />}>
      <PageLink to="/senders" size="sm">
        {t("all")}
      </PageLink>
      {error === null ? null : <ErrorCard error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <Skeleton height="50vh" /> : null}
      {data === undefined ? null : <Panels sender={data} />}
    </PageFrame>
  );
}

function Actions({ sender }: { sender: Sender }) {
  return useMay("senders:write") ? <ManageMenu sender={sender} /> : null;
}

function Panels({ sender }: { sender: Sender }) {
  const mayWrite = useMay("senders:write");
  const mayReadEvents = useMay("events:read");
  const isPairing = sender.session.state === "pairing" && hasLink(sender);
  const hasMeta = sender.cloud_api !== null && sender.cloud_api !== undefined;
  return (
    <div className={classes["panels"]}>
      <StatePanel sender={sender} />
      {isPairing && mayWrite ? <PairingPanel sender={sender} /> : null}
      {isGateway(sender) ? <GatewayPanel sender={sender} /> : null}
      <HealthPanel sender={sender} />
      <LimitsPanel sender={sender} />
      <QueuePanel sender={sender} />
      <PacePanel sender={sender} />
      {hasMeta ? <MetaPanel sender={sender} /> : null}
      {hasMeta ? <OnboardingPanel sender={sender} /> : null}
      <ProtectionPanel sender={sender} />
      {mayReadEvents ? <EventsPanel sender={sender} /> : null}
    </div>
  );
}

// The webhook endpoints: who is told what, whether it works, and how much of the last day arrived.
import { Button, Skeleton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { WebhookEndpoint, WebhookEndpointCreated } from "@waypost/sdk";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useMay } from "../../../api/person.ts";
import { readPages } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { PageLink } from "../../../parts/page-link.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { type PlainColumn, PlainTable } from "../../../parts/plain-table.tsx";
import { useRows } from "../../../parts/use-rows.ts";
import { EndpointForm } from "./endpoint-form.tsx";
import { EndpointState } from "./endpoint-state.tsx";
import { NewSecret } from "./new-secret.tsx";
import { LastDay } from "./last-day.tsx";

export function EndpointsPage() {
  const t = useTexts("developers");
  const [isCreating, creating] = useDisclosure(false);
  const [made, setMade] = useState<WebhookEndpointCreated | null>(null);
  const open = useMay("webhooks:write") ? <Button onClick={creating.open}>{t("hooks.create")}</Button> : null;
  return (
    <PageFrame title={t("hooks.title")} actions={open}>
      <Endpoints />
      <EndpointForm opened={isCreating} onClose={creating.close} onMade={setMade} />
      <NewSecret made={made} onClose={() => setMade(null)} />
    </PageFrame>
  );
}

function Endpoints() {
  const t = useTexts("developers");
  const columns = useColumns();
  const found = useInfiniteQuery(readPages("GET /v1/webhook-endpoints"));
  const { rows, hasNextPage, fetchNextPage } = useRows(found);
  if (found.error !== null) return <ErrorCard error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isPending) return <Skeleton height="40vh" />;
  if (rows.length === 0) return <EmptyState title={t("hooks.none")}>{t("hooks.noneDetail")}</EmptyState>;
  return (
    <Panel title={t("hooks.all")}>
      <PlainTable label={t("hooks.all")} columns={columns} rows={rows} idOf={({ id }) => id} />
      {hasNextPage ? (
        <Button variant="default" onClick={() => void fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
    </Panel>
  );
}

function useColumns(): readonly PlainColumn<WebhookEndpoint>[] {
  const t = useTexts("developers");
  return useMemo(
    () => [
      {
        name: "url",
        label: t("hooks.url"),
        cell: ({ id, url, description }) => (
          <>
            <PageLink to="/developers/webhooks/$id" params={{ id }} size="sm" dir="ltr">
              {url}
            </PageLink>
            {description === null ? null : (
              <div>
                <bdi>{description}</bdi>
              </div>
            )}
          </>
        ),
      },
      { name: "state", label: t("column.state"), cell: ({ state }) => <EndpointState state={state} /> },
      { name: "events", label: t("hooks.events"), cell: ({ events }) => <bdi>{events.join(", ")}</bdi> },
      { name: "day", label: t("hooks.day"), cell: ({ id }) => <LastDay endpoint={id} /> },
    ],
    [t],
  );
}

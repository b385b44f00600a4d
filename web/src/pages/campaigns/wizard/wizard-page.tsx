// The making of a campaign, step by step; the step and the draft are in the address.
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { read } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { draftOf, emptyDraft } from "./draft.ts";
import { Wizard } from "./wizard.tsx";

const route = getRouteApi("/app/campaigns/new");

export function WizardPage() {
  const t = useTexts("campaigns");
  const { campaign } = route.useSearch();
  // A draft that this page makes itself is on the page already.
  const [opened] = useState(campaign);
  return (
    <PageFrame title={t("new")}>
      {opened === undefined ? <Wizard start={emptyDraft} /> : <Opened id={opened} />}
    </PageFrame>
  );
}

function Opened({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(read("GET /v1/campaigns/{id}", { params: { id } }));
  if (error !== null) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height="50vh" />;
  return <Wizard start={draftOf(data)} />;
}

// How long what is kept, within what whoever runs this Waypost allows.
import { Alert, NumberInput, Skeleton, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Retention } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../../api/person.ts";
import { read, useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { tell } from "../../../parts/tell.tsx";
import { SaveLine } from "../save-line.tsx";

export function RetentionPage() {
  const t = useTexts("settings");
  const { data, error, refetch } = useQuery(read("GET /v1/retention"));
  return (
    <PageFrame title={t("retention.title")}>
      {error === null ? null : <ErrorCard error={error} onRetry={() => void refetch()} />}
      {data?.legal_hold === true ? <Alert color="yellow">{t("retention.hold")}</Alert> : null}
      {data === undefined ? <Skeleton height="16rem" /> : <Days key={JSON.stringify(data)} kept={data} />}
    </PageFrame>
  );
}

const kinds = ["message_body", "media", "metadata", "webhooks"] as const;
type Chosen = Record<(typeof kinds)[number], number | string>;

function Days({ kept }: { kept: Retention }) {
  const t = useTexts("settings");
  const put = useChange("PUT /v1/retention");
  const mayWrite = useMay("tenant:write");
  const initialValues = forAll((kind): number | string => kept[kind].chosen ?? "");
  const form = useForm<Chosen>({ initialValues });
  // Left empty, the operator's own default is in force.
  const body = forAll((kind) => {
    const days = form.values[kind];
    return typeof days === "number" ? days : null;
  });
  const submit = form.onSubmit(async () => {
    if ((await put.mutateAsync({ body }).catch(() => null)) !== null) tell(t("saved"));
  });
  return (
    <Panel title={t("retention.what")}>
      <Text size="sm">{t("retention.why")}</Text>
      <form onSubmit={submit}>
        <Stack maw="30rem">
          {kinds.map((kind) => {
            const { min_days: min, max_days: max, default_days: usual } = kept[kind];
            return (
              <NumberInput
                key={kind}
                label={t(`retention.${kind}`)}
                description={t("retention.bounds", { min, max, usual })}
                {...{ min, max }}
                placeholder={String(usual)}
                allowDecimal={false}
                hideControls
                readOnly={!mayWrite}
                {...form.getInputProps(kind)}
              />
            );
          })}
          <SaveLine change={put} call={{ route: "PUT /v1/retention", body }} />
        </Stack>
      </form>
    </Panel>
  );
}

function forAll<Value>(of: (kind: (typeof kinds)[number]) => Value): Record<(typeof kinds)[number], Value> {
  const [message_body, media, metadata, webhooks] = kinds;
  return { message_body: of(message_body), media: of(media), metadata: of(metadata), webhooks: of(webhooks) };
}

// How long what is kept, within what whoever runs this Waypost allows.
import { Alert, NumberInput, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Retention } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { read, useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { PageLink } from "../../../parts/page-link.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { tell } from "../../../parts/tell.tsx";
import { SettingsForm } from "../settings-form.tsx";
import classes from "../settings.module.css";

export function RetentionPage() {
  const t = useTexts("settings");
  const retention = useQuery(read("GET /v1/retention"));
  return (
    <PageFrame title={t("retention.title")}>
      <Loaded query={retention} height="16rem">
        {(kept) => (
          <>
            {kept.legal_hold ? <Held /> : null}
            <Days key={JSON.stringify(kept)} kept={kept} />
          </>
        )}
      </Loaded>
    </PageFrame>
  );
}

function Held() {
  const t = useTexts("settings");
  return (
    <Alert color="yellow">
      <p className={classes["told"]}>{t("retention.hold")}</p>
      <PageLink to="/settings/holds" size="sm">
        {t("holds.title")}
      </PageLink>
    </Alert>
  );
}

const kinds = ["message_body", "media", "metadata", "webhooks"] as const;
type Chosen = Record<(typeof kinds)[number], number | string>;

function Days({ kept }: { kept: Retention }) {
  const t = useTexts("settings");
  const put = useChange("PUT /v1/retention");
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
      <SettingsForm change={put} call={{ route: "PUT /v1/retention", body }} onSubmit={submit}>
        <div className={classes["column"]}>
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
                {...form.getInputProps(kind)}
              />
            );
          })}
        </div>
      </SettingsForm>
    </Panel>
  );
}

function forAll<Value>(of: (kind: (typeof kinds)[number]) => Value): Record<(typeof kinds)[number], Value> {
  const [message_body, media, metadata, webhooks] = kinds;
  return { message_body: of(message_body), media: of(media), metadata: of(metadata), webhooks: of(webhooks) };
}

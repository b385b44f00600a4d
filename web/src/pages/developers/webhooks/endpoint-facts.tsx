// What is known of an endpoint.
import { Code } from "@mantine/core";
import type { WebhookEndpoint } from "@waypost/sdk";
import { useTexts } from "../../../i18n/texts.ts";
import { CopyText } from "../../../parts/copy-text.tsx";
import { Fact, FactList } from "../../../parts/fact-list.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";
import classes from "../developers.module.css";
import { EndpointState } from "./endpoint-state.tsx";

export function EndpointFacts({ endpoint }: { endpoint: WebhookEndpoint }) {
  const t = useTexts("developers");
  const { id, url, description, events, headers, payload, ordered, throttle, state } = endpoint;
  return (
    <Panel title={description ?? t("hooks.facts")} actions={<EndpointState state={state} />}>
      <FactList>
        <Fact name={t("hooks.url")}>
          <CopyText text={url} />
        </Fact>
        <Fact name={t("fact.id")}>
          <CopyText text={id} />
        </Fact>
        <Fact name={t("hooks.events")}>
          <div className={classes["scopes"]}>
            {events.map((event) => (
              <Code key={event}>{event}</Code>
            ))}
          </div>
        </Fact>
        <Fact name={t("hooks.payload")}>{t(`payload.${payload}`)}</Fact>
        <Fact name={t("hooks.ordered")}>{ordered ? t("yes") : null}</Fact>
        <Fact name={t("hooks.headers")}>{headers.length === 0 ? null : headers.join(", ")}</Fact>
        <Fact name={t("hooks.throttle")}>{throttle}</Fact>
        <Fact name={t("hooks.senders")}>{endpoint.senders?.join(", ")}</Fact>
        <Fact name={t("hooks.campaigns")}>{endpoint.campaigns?.join(", ")}</Fact>
        <Fact name={t("hooks.publicKey")}>
          <CopyText text={endpoint.public_key} />
        </Fact>
        <Fact name={t("hooks.former")}>
          {endpoint.former_secret_until && <Timestamp at={endpoint.former_secret_until} exact />}
        </Fact>
      </FactList>
    </Panel>
  );
}

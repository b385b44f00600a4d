// A number at a provider that passes messages on: where it has to report, and whether its key and its reports work.
import { Button, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Sender } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../../api/person.ts";
import { read, useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { CopyAsCurl } from "../../../parts/copy-as-curl.tsx";
import { CopyText } from "../../../parts/copy-text.tsx";
import { ErrorCard, FailureCard } from "../../../parts/error-card.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { StatusChip } from "../../../parts/status-chip.tsx";
import classes from "../senders.module.css";
import { dialog360Hook } from "./dialog360-webhook.ts";
import { gatewaySteps, type StepState } from "./gateway-steps.ts";

export type GatewaySender = Sender & { transport: "dialog360" | "wasender" };

export function isGateway(sender: Sender): sender is GatewaySender {
  return sender.transport === "dialog360" || sender.transport === "wasender";
}

export function GatewayPanel({ sender }: { sender: GatewaySender }) {
  const t = useTexts("senders");
  const [mayRead, mayTest] = [useMay("messages:read"), useMay("messages:write")];
  return (
    <Panel title={t("panel.setup")}>
      <ol className={classes["list"]}>
        <li>
          <span className={classes["step"]}>{t("hook.address")}</span>
          <CopyText text={hookOf(sender)} />
          <Text size="sm">{t(`hook.${sender.transport}`)}</Text>
        </li>
        {mayRead ? <Steps id={sender.id} /> : null}
      </ol>
      {mayTest ? <TestMessage id={sender.id} /> : null}
    </Panel>
  );
}

function hookOf({ transport, id }: GatewaySender): string {
  const { origin } = location;
  return transport === "dialog360" ? dialog360Hook(origin) : `${origin}/hooks/wasender/${id}`;
}

/** So many tell enough, and the last ones decide. */
const looked = 20;

function Steps({ id }: { id: string }) {
  const t = useTexts("senders");
  const query = { sender: id, limit: looked };
  const { data, error, refetch } = useQuery(read("GET /v1/messages", { query }));
  if (error !== null) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  const { key, webhook, problem } = gatewaySteps(data?.data ?? []);
  return (
    <>
      <Step name={t("gateway.key")} state={key} detail={t(`gateway.key.${key}`)} />
      <Step
        name={t("setup.step.webhook")}
        state={webhook}
        detail={webhook === "done" ? t("gateway.webhook.done") : t("gateway.webhook.waiting")}
      />
      {problem === null ? null : <FailureCard failure={{ ...problem, maybeSent: problem.maybe_sent }} />}
    </>
  );
}

const tones = { done: "good", failed: "bad", waiting: "wait" } as const;

function Step({ name, state, detail }: { name: string; state: StepState; detail: string }) {
  const t = useTexts("senders");
  return (
    <li>
      <span className={classes["step"]}>
        {name}
        <StatusChip tone={tones[state]}>{t(`setup.${state}`)}</StatusChip>
      </span>
      <Text size="sm" c="dimmed">
        {detail}
      </Text>
    </li>
  );
}

function TestMessage({ id }: { id: string }) {
  const t = useTexts("senders");
  const send = useChange("POST /v1/messages");
  const form = useForm({ initialValues: { to: "" } });
  const body = {
    from: id,
    to: form.values.to.replaceAll(/[\s().-]/g, ""),
    type: "text",
    text: { body: t("gateway.text") },
  } as const;
  return (
    <form className={classes["row"]} onSubmit={form.onSubmit(() => send.mutate({ body }))}>
      <TextInput label={t("setup.testTo")} type="tel" dir="ltr" required {...form.getInputProps("to")} />
      <Button type="submit" loading={send.isPending}>
        {t("gateway.test")}
      </Button>
      <CopyAsCurl call={{ route: "POST /v1/messages", body }} />
      {send.error === null ? null : <ErrorCard error={send.error} />}
    </form>
  );
}

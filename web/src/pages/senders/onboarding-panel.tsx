// A number of the Cloud API on its way to sending: each step looked at by the API, with what to do where one fails.
import { Button, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Onboarding, Sender } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../api/person.ts";
import { read, useChange } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ApiText } from "../../parts/api-text.tsx";
import { CopyAsCurl } from "../../parts/copy-as-curl.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";
import { Panel } from "../../parts/panel.tsx";
import { StatusChip } from "../../parts/status-chip.tsx";
import classes from "./senders.module.css";

export function OnboardingPanel({ sender: { id } }: { sender: Sender }) {
  const t = useTexts("senders");
  const mayWrite = useMay("senders:write");
  const { data, error, refetch } = useQuery(read("GET /v1/senders/{id}/onboarding", { params: { id } }));
  return (
    <Panel title={t("panel.setup")}>
      {error === null ? null : <ErrorCard error={error} onRetry={() => void refetch()} />}
      {data === undefined ? null : <Steps steps={data.steps} />}
      {mayWrite ? <Check id={id} /> : null}
    </Panel>
  );
}

const tones = { done: "good", failed: "bad", waiting: "wait" } as const;

function Steps({ steps }: Pick<Onboarding, "steps">) {
  const t = useTexts("senders");
  if (steps.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("setup.never")}
      </Text>
    );
  return (
    <ol className={classes["list"]}>
      {steps.map(({ step, state, detail, remedy }) => (
        <li key={step}>
          <span className={classes["step"]}>
            {t(`setup.step.${step}`)}
            <StatusChip tone={tones[state]}>{t(`setup.${state}`)}</StatusChip>
          </span>
          <Text size="sm" c="dimmed">
            <ApiText text={detail} />
          </Text>
          {remedy === null ? null : (
            <Text size="sm">
              <ApiText text={remedy} />
            </Text>
          )}
        </li>
      ))}
    </ol>
  );
}

function Check({ id }: { id: string }) {
  const t = useTexts("senders");
  const check = useChange("POST /v1/senders/{id}/onboarding");
  const form = useForm({ initialValues: { pin: "", testTo: "" } });
  const { pin, testTo } = form.values;
  const body = { ...(pin === "" ? {} : { pin }), ...(testTo === "" ? {} : { test_to: testTo }) };
  return (
    <form className={classes["row"]} onSubmit={form.onSubmit(() => check.mutate({ params: { id }, body }))}>
      <TextInput
        label={t("setup.pin")}
        inputMode="numeric"
        autoComplete="off"
        maxLength={6}
        dir="ltr"
        {...form.getInputProps("pin")}
      />
      <TextInput label={t("setup.testTo")} type="tel" dir="ltr" {...form.getInputProps("testTo")} />
      <Button type="submit" loading={check.isPending}>
        {t("setup.check")}
      </Button>
      <CopyAsCurl call={{ route: "POST /v1/senders/{id}/onboarding", params: { id }, body }} />
      {check.error === null ? null : <ErrorCard error={check.error} />}
    </form>
  );
}

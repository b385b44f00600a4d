// What people may say to be left alone, when nobody is written to, and how often at most.
import { Checkbox, Textarea } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import type { ConsentSettings } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { read, useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { tell } from "../../../parts/tell.tsx";
import { SettingsForm } from "../settings-form.tsx";
import { Caps } from "./caps.tsx";
import { type ConsentForm, formOf, putOf } from "./consent-form.ts";
import { QuietHours } from "./quiet-hours.tsx";
import { Words } from "./words.tsx";

export type FormProps = { form: UseFormReturnType<ConsentForm> };

export function ConsentPage() {
  const t = useTexts("settings");
  const settings = useQuery(read("GET /v1/consent-settings"));
  return (
    <PageFrame title={t("consent.title")}>
      <Loaded query={settings} height="24rem">
        {/* Another version is another form: what somebody else has saved meanwhile is not written over unseen. */}
        {(was) => <Settings key={was.version} was={was} />}
      </Loaded>
    </PageFrame>
  );
}

function Settings({ was }: { was: ConsentSettings }) {
  const t = useTexts("settings");
  const put = useChange("PUT /v1/consent-settings");
  const form = useForm<ConsentForm>({ initialValues: formOf(was) });
  const body = putOf(form.values, was);
  const submit = form.onSubmit(async () => {
    if ((await put.mutateAsync({ body }).catch(() => null)) !== null) tell(t("saved"));
  });
  return (
    <SettingsForm change={put} call={{ route: "PUT /v1/consent-settings", body }} onSubmit={submit}>
      <Panel title={t("consent.words")}>
        <Words form={form} />
        <Textarea
          label={t("consent.removed")}
          description={t("consent.removedHint")}
          autosize
          minRows={2}
          maw="26rem"
          dir="auto"
          {...form.getInputProps("removed")}
        />
        <Checkbox label={t("consent.confirms")} {...form.getInputProps("confirms", { type: "checkbox" })} />
      </Panel>
      <QuietHours form={form} />
      <Caps form={form} />
    </SettingsForm>
  );
}

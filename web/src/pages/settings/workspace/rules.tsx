// Rules of a workspace's own: where a second person is wanted, and how long keys work.
import { Checkbox, NumberInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Tenant } from "@waypost/sdk";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Panel } from "../../../parts/panel.tsx";
import { tell } from "../../../parts/tell.tsx";
import { SettingsForm } from "../settings-form.tsx";
import classes from "../settings.module.css";
import { type RulesForm, rulesOf, wantedOf } from "./rules-form.ts";

const whole = { allowDecimal: false, hideControls: true };

export function Rules({ tenant: { settings } }: { tenant: Tenant }) {
  const t = useTexts("settings");
  const patch = useChange("PATCH /v1/tenant");
  const form = useForm<RulesForm>({ initialValues: rulesOf(settings) });
  const body = wantedOf(form.values);
  const submit = form.onSubmit(async () => {
    if ((await patch.mutateAsync({ body }).catch(() => null)) !== null) tell(t("saved"));
  });
  return (
    <Panel title={t("policy.title")}>
      <SettingsForm change={patch} call={{ route: "PATCH /v1/tenant", body }} onSubmit={submit}>
        <div className={classes["column"]}>
          <Checkbox label={t("policy.review")} {...form.getInputProps("review", { type: "checkbox" })} />
          <NumberInput
            label={t("policy.approval")}
            description={t("policy.approvalHint")}
            min={0}
            {...whole}
            {...form.getInputProps("approval")}
          />
          <NumberInput
            label={t("policy.lifetime")}
            min={1}
            max={3_650}
            required
            {...whole}
            {...form.getInputProps("lifetime")}
          />
          <NumberInput
            label={t("policy.overlap")}
            min={1}
            max={72}
            required
            {...whole}
            {...form.getInputProps("overlap")}
          />
        </div>
      </SettingsForm>
    </Panel>
  );
}

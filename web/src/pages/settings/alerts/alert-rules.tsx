// The lines that say when to be told: of a month's costs, or of a share of what the plan allows.
import { NativeSelect, NumberInput, Text } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import type { MessageRate, UsageAlertRule } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { read, useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Panel } from "../../../parts/panel.tsx";
import { tell } from "../../../parts/tell.tsx";
import { FormLines } from "../form-lines.tsx";
import { SettingsForm } from "../settings-form.tsx";
import classes from "../settings.module.css";
import { type AlertLine, currenciesOf, kinds, lineOf, newLine, ruleOf } from "./alert-form.ts";

/** The API takes no more. */
const rulesMax = 20;

type AlertRulesProps = { rules: readonly UsageAlertRule[]; rates: readonly MessageRate[] };

export function AlertRules({ rules, rates }: AlertRulesProps) {
  const t = useTexts("settings");
  const put = useChange("PUT /v1/usage/alerts");
  const currencies = currenciesOf(rates, rules);
  const first = rates[0]?.currency ?? "USD";
  const form = useForm<{ lines: AlertLine[] }>({
    initialValues: { lines: rules.map((rule) => lineOf(rule, first)) },
  });
  const body = { rules: form.values.lines.map(ruleOf).filter((rule) => rule !== null) };
  const submit = form.onSubmit(async () => {
    if ((await put.mutateAsync({ body }).catch(() => null)) !== null) tell(t("saved"));
  });
  return (
    <Panel title={t("alerts.rules")}>
      <Text size="sm">{t("alerts.why")}</Text>
      <SettingsForm change={put} call={{ route: "PUT /v1/usage/alerts", body }} onSubmit={submit}>
        <FormLines
          count={form.values.lines.length}
          add={t("alerts.add")}
          most={rulesMax}
          onAdd={() => form.insertListItem("lines", newLine(first))}
          onRemove={(index) => form.removeListItem("lines", index)}
        >
          {(index) => <Line {...{ form, index, currencies }} />}
        </FormLines>
      </SettingsForm>
    </Panel>
  );
}

type LineProps = {
  form: UseFormReturnType<{ lines: AlertLine[] }>;
  index: number;
  currencies: readonly string[];
};

function Line({ form, index, currencies }: LineProps) {
  const t = useTexts("settings");
  const path = `lines.${index}` as const;
  const kind = form.values.lines[index]?.kind;
  return (
    <>
      <NativeSelect
        label={t("alerts.kind")}
        data={kinds.map((value) => ({ value, label: t(`alertOf.${value}`) }))}
        {...form.getInputProps(`${path}.kind`)}
      />
      {kind === "amount" ? (
        <>
          <NumberInput
            label={t("alerts.amount")}
            min={0.01}
            decimalScale={2}
            hideControls
            required
            {...form.getInputProps(`${path}.amount`)}
          />
          <NativeSelect
            label={t("alerts.currency")}
            data={[...currencies]}
            {...form.getInputProps(`${path}.currency`)}
          />
        </>
      ) : (
        <>
          <NumberInput
            label={t("alerts.percent")}
            min={1}
            max={100}
            allowDecimal={false}
            hideControls
            required
            {...form.getInputProps(`${path}.percent`)}
          />
          <Uncapped cap={kind} />
        </>
      )}
    </>
  );
}

/** A share of what is not capped is never reached. */
function Uncapped({ cap }: { cap: AlertLine["kind"] | undefined }) {
  const t = useTexts("settings");
  const { data: plan } = useQuery(read("GET /v1/plan"));
  if (plan === undefined || plan.caps.some((each) => each.cap === cap)) return null;
  return <p className={`${classes["note"]} ${classes["below"]}`}>{t("alerts.uncapped")}</p>;
}

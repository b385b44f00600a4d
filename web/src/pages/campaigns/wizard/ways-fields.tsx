// How a campaign goes on with people: links that are counted, a second text to compare with, a second message.
import { Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useTexts } from "../../../i18n/texts.ts";
import { useTemplates } from "./template-fields.tsx";
import classes from "./wizard.module.css";
import type { DraftForm } from "./wizard.tsx";

const followUps = ["not_read", "not_replied", "not_clicked"] as const;

export function WaysFields({ form }: { form: DraftForm }) {
  const t = useTexts("campaigns");
  const { keeps } = form.values;
  return (
    <details className={classes["more"]}>
      <summary>{t("more")}</summary>
      <div className={classes["step"]}>
        <Checkbox label={t("trackLinks")} {...form.getInputProps("trackLinks", { type: "checkbox" })} />
        <Checkbox label={t("stopOnReply")} {...form.getInputProps("stopOnReply", { type: "checkbox" })} />
        {keeps.includes("ab") ? null : <Comparison form={form} />}
        {keeps.includes("follow_up") ? null : <FollowUp form={form} />}
      </div>
    </details>
  );
}

function Comparison({ form }: { form: DraftForm }) {
  const t = useTexts("campaigns");
  const names = [...new Set(useTemplates().map(({ name }) => name))];
  return (
    <>
      {form.values.kind === "text" ? (
        <Textarea label={t("second")} autosize dir="auto" {...form.getInputProps("second")} />
      ) : (
        <NativeSelect
          label={t("second")}
          data={[{ value: "", label: t("templateChoose") }, ...names]}
          {...form.getInputProps("second")}
        />
      )}
      <TextInput
        label={t("holdOut")}
        description={t("holdOutHint")}
        type="number"
        min={1}
        max={50}
        {...form.getInputProps("holdOut")}
      />
    </>
  );
}

function FollowUp({ form }: { form: DraftForm }) {
  const t = useTexts("campaigns");
  return (
    <>
      <NativeSelect
        label={t("followUp")}
        data={[
          { value: "", label: t("followUp.none") },
          ...followUps.map((value) => ({ value, label: t(`followUp.${value}`) })),
        ]}
        {...form.getInputProps("followWhen")}
      />
      {form.values.followWhen === "" ? null : (
        <>
          <TextInput
            label={t("followUp.hours")}
            type="number"
            min={1}
            {...form.getInputProps("followHours")}
          />
          <Textarea label={t("followUp.text")} autosize dir="auto" {...form.getInputProps("followText")} />
        </>
      )}
    </>
  );
}

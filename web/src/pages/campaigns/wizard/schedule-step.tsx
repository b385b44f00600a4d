// When a campaign begins, at which hours it may send, how fast, and when it stops itself.
import { Checkbox, Input, NativeSelect, Text, TextInput } from "@mantine/core";
import { useTexts } from "../../../i18n/texts.ts";
import classes from "./wizard.module.css";
import type { DraftForm } from "./wizard.tsx";

const per = ["second", "minute", "hour"] as const;

export function ScheduleStep({ form }: { form: DraftForm }) {
  const t = useTexts("campaigns");
  return (
    <div className={classes["step"]}>
      {form.values.keeps.includes("schedule") ? (
        <Text size="sm">{t("scheduleKept")}</Text>
      ) : (
        <>
          <TextInput
            type="datetime-local"
            label={t("at")}
            description={t("atHint")}
            {...form.getInputProps("at")}
          />
          {form.values.at === "" ? null : (
            <Checkbox label={t("local")} {...form.getInputProps("local", { type: "checkbox" })} />
          )}
          <div className={classes["pair"]}>
            <TextInput type="time" label={t("opens")} {...form.getInputProps("opens")} />
            <TextInput type="time" label={t("closes")} {...form.getInputProps("closes")} />
          </div>
          {form.errors["windows"] === undefined ? null : <Input.Error>{form.errors["windows"]}</Input.Error>}
        </>
      )}
      <div className={classes["pair"]}>
        <TextInput type="number" min={1} label={t("rate")} {...form.getInputProps("rate")} />
        <NativeSelect
          label={t("ratePer")}
          data={per.map((value) => ({ value, label: t(`per.${value}`) }))}
          {...form.getInputProps("per")}
        />
      </div>
      <TextInput
        type="number"
        min={1}
        max={100}
        label={t("failurePercent")}
        {...form.getInputProps("failurePercent")}
      />
    </div>
  );
}

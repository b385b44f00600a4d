// When nobody is written to, by each recipient's own clock.
import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useTexts } from "../../../i18n/texts.ts";
import { Panel } from "../../../parts/panel.tsx";
import classes from "../settings.module.css";
import { rules } from "./consent-form.ts";
import type { FormProps } from "./consent-page.tsx";

const exampleZone = "Asia/Kolkata";

export function QuietHours({ form }: FormProps) {
  const t = useTexts("settings");
  return (
    <Panel title={t("quiet.title")}>
      <Checkbox label={t("quiet.on")} {...form.getInputProps("isQuiet", { type: "checkbox" })} />
      {form.values.isQuiet ? (
        <div className={classes["bar"]}>
          <TextInput type="time" label={t("quiet.from")} required {...form.getInputProps("from")} />
          <TextInput type="time" label={t("quiet.to")} required {...form.getInputProps("to")} />
          <NativeSelect
            label={t("rule.label")}
            data={rules.map((value) => ({ value, label: t(`rule.${value}`) }))}
            {...form.getInputProps("quietFor")}
          />
          <TextInput
            label={t("quiet.zone")}
            placeholder={exampleZone}
            dir="ltr"
            {...form.getInputProps("zone")}
          />
        </div>
      ) : null}
    </Panel>
  );
}

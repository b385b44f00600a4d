// How often one person is written to at most.
import { Button, CloseButton, NativeSelect, NumberInput } from "@mantine/core";
import { useTexts } from "../../../i18n/texts.ts";
import { Panel } from "../../../parts/panel.tsx";
import classes from "../settings.module.css";
import { rules } from "./consent-form.ts";
import type { FormProps } from "./consent-page.tsx";

/** The API takes no more. */
const capsMax = 5;

export function Caps({ form }: FormProps) {
  const t = useTexts("settings");
  return (
    <Panel title={t("caps.title")}>
      {form.values.caps.map((_, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line of the form has no other name
        <div key={index} className={classes["bar"]}>
          <NumberInput
            label={t("caps.most")}
            min={1}
            max={100}
            {...form.getInputProps(`caps.${index}.most`)}
          />
          <NumberInput
            label={t("caps.days")}
            min={1}
            max={90}
            {...form.getInputProps(`caps.${index}.days`)}
          />
          <NativeSelect
            label={t("rule.label")}
            data={rules.map((value) => ({ value, label: t(`rule.${value}`) }))}
            {...form.getInputProps(`caps.${index}.rule`)}
          />
          <NativeSelect
            label={t("caps.over")}
            data={(["defer", "skip"] as const).map((value) => ({ value, label: t(`over.${value}`) }))}
            {...form.getInputProps(`caps.${index}.over`)}
          />
          <CloseButton aria-label={t("remove")} onClick={() => form.removeListItem("caps", index)} />
        </div>
      ))}
      <div>
        <Button
          size="xs"
          variant="default"
          disabled={form.values.caps.length >= capsMax}
          onClick={() => form.insertListItem("caps", { most: 3, days: 7, rule: "marketing", over: "defer" })}
        >
          {t("caps.add")}
        </Button>
      </div>
    </Panel>
  );
}

// How often one person is written to at most.
import { NativeSelect, NumberInput } from "@mantine/core";
import { useTexts } from "../../../i18n/texts.ts";
import { Panel } from "../../../parts/panel.tsx";
import { FormLines } from "../form-lines.tsx";
import { rules } from "./consent-form.ts";
import type { FormProps } from "./consent-page.tsx";

/** The API takes no more. */
const capsMax = 5;

export function Caps({ form }: FormProps) {
  const t = useTexts("settings");
  return (
    <Panel title={t("caps.title")}>
      <FormLines
        count={form.values.caps.length}
        add={t("caps.add")}
        most={capsMax}
        onAdd={() => form.insertListItem("caps", { most: 3, days: 7, rule: "marketing", over: "defer" })}
        onRemove={(index) => form.removeListItem("caps", index)}
      >
        {(index) => (
          <>
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
          </>
        )}
      </FormLines>
    </Panel>
  );
}

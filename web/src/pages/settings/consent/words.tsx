// Words of one's own that end or begin something.
import { NativeSelect, TextInput } from "@mantine/core";
import { useTexts } from "../../../i18n/texts.ts";
import type { FormProps } from "./consent-page.tsx";
import { FormLines } from "./form-lines.tsx";

export function Words({ form }: FormProps) {
  const t = useTexts("settings");
  return (
    <FormLines
      form={form}
      name="words"
      add={t("consent.addWord")}
      onAdd={() => form.insertListItem("words", { word: "", means: "stop", purpose: "marketing" })}
    >
      {(path) => (
        <>
          <TextInput label={t("consent.word")} dir="auto" {...form.getInputProps(`${path}.word`)} />
          <NativeSelect
            label={t("consent.means")}
            data={(["stop", "start"] as const).map((value) => ({ value, label: t(`means.${value}`) }))}
            {...form.getInputProps(`${path}.means`)}
          />
          <NativeSelect
            label={t("consent.purpose")}
            data={(["marketing", "all"] as const).map((value) => ({ value, label: t(`purpose.${value}`) }))}
            {...form.getInputProps(`${path}.purpose`)}
          />
        </>
      )}
    </FormLines>
  );
}

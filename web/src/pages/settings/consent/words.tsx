// Words of one's own that end or begin something.
import { NativeSelect, TextInput } from "@mantine/core";
import { useTexts } from "../../../i18n/texts.ts";
import { FormLines } from "../form-lines.tsx";
import type { FormProps } from "./consent-page.tsx";

export function Words({ form }: FormProps) {
  const t = useTexts("settings");
  return (
    <FormLines
      count={form.values.words.length}
      add={t("consent.addWord")}
      onAdd={() => form.insertListItem("words", { word: "", means: "stop", purpose: "marketing" })}
      onRemove={(index) => form.removeListItem("words", index)}
    >
      {(index) => (
        <>
          <TextInput label={t("consent.word")} dir="auto" {...form.getInputProps(`words.${index}.word`)} />
          <NativeSelect
            label={t("consent.means")}
            data={(["stop", "start"] as const).map((value) => ({ value, label: t(`means.${value}`) }))}
            {...form.getInputProps(`words.${index}.means`)}
          />
          <NativeSelect
            label={t("consent.purpose")}
            data={(["marketing", "all"] as const).map((value) => ({ value, label: t(`purpose.${value}`) }))}
            {...form.getInputProps(`words.${index}.purpose`)}
          />
        </>
      )}
    </FormLines>
  );
}

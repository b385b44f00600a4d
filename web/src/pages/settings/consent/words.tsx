// Words of one's own that end or begin something.
import { Button, CloseButton, NativeSelect, TextInput } from "@mantine/core";
import { useTexts } from "../../../i18n/texts.ts";
import classes from "../settings.module.css";
import type { FormProps } from "./consent-page.tsx";

export function Words({ form }: FormProps) {
  const t = useTexts("settings");
  return (
    <>
      {form.values.words.map((_, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line of the form has no other name
        <div key={index} className={classes["bar"]}>
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
          <CloseButton aria-label={t("remove")} onClick={() => form.removeListItem("words", index)} />
        </div>
      ))}
      <div>
        <Button
          size="xs"
          variant="default"
          onClick={() => form.insertListItem("words", { word: "", means: "stop", purpose: "marketing" })}
        >
          {t("consent.addWord")}
        </Button>
      </div>
    </>
  );
}

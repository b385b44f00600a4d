// What a template is called, in which language it is, and who has it.
import { NativeSelect, TextInput } from "@mantine/core";
import { useTexts } from "../../i18n/texts.ts";
import type { FormProps } from "./editor.tsx";
import { nameOf } from "./form.ts";
import { noMedia } from "./media.ts";
import classes from "./templates.module.css";

const kinds = ["local", "cloud_api"] as const;

export function NameFields({ form, onChange }: FormProps) {
  const t = useTexts("templates");
  return (
    <div className={classes["pair"]}>
      <TextInput
        label={t("name")}
        description={t("nameHint")}
        dir="ltr"
        value={form.name}
        onChange={({ currentTarget: { value } }) => onChange({ ...form, name: nameOf(value) })}
      />
      <TextInput
        label={t("language")}
        description={t("languageHint")}
        dir="ltr"
        value={form.language}
        onChange={({ currentTarget: { value } }) => onChange({ ...form, language: value.trim() })}
      />
      <NativeSelect
        label={t("kind")}
        value={form.kind}
        onChange={({ currentTarget: { value } }) => {
          const kind = value === "cloud_api" ? "cloud_api" : "local";
          // What one kind calls its file by says nothing to the other.
          onChange({ ...form, kind, media: form.media === null ? null : noMedia(form.media.format) });
        }}
        data={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
      />
    </div>
  );
}

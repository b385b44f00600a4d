// What each variable of a template is shown with, and what stands in where a message gives nothing.
import { TextInput } from "@mantine/core";
import { useTexts } from "../../i18n/texts.ts";
import type { FormProps } from "./editor.tsx";
import { marksOf } from "./form.ts";
import classes from "./templates.module.css";

export function VariableFields({ form, onChange }: FormProps) {
  const t = useTexts("templates");
  return marksOf(form).map((name) => {
    const value = form.variables[name] ?? { sample: "", fallback: "" };
    const put = (change: Partial<typeof value>): void =>
      onChange({ ...form, variables: { ...form.variables, [name]: { ...value, ...change } } });
    return (
      <div key={name} className={classes["pair"]}>
        <TextInput
          label={t("sample", { name })}
          dir="auto"
          value={value.sample}
          onChange={({ currentTarget }) => put({ sample: currentTarget.value })}
        />
        <TextInput
          label={t("fallback", { name })}
          dir="auto"
          value={value.fallback}
          onChange={({ currentTarget }) => put({ fallback: currentTarget.value })}
        />
      </div>
    );
  });
}

// Which template a campaign sends, and where each of its variables gets its words from.
import { Fieldset, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Item } from "@waypost/sdk";
import { read } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { fields, type Source } from "./content.ts";
import classes from "./wizard.module.css";
import type { DraftForm } from "./wizard.tsx";

/** Those that may be sent: the provider has approved one version of them. */
export function useTemplates(): readonly Item<"GET /v1/templates">[] {
  const { data } = useQuery(read("GET /v1/templates", { query: { limit: 200 } }));
  return (data?.data ?? []).filter(({ live_version: live }) => live !== null);
}

export function TemplateFields({ form }: { form: DraftForm }) {
  const t = useTexts("campaigns");
  const templates = useTemplates();
  const chosen = templates.find(({ name }) => name === form.values.template);
  const names = [...new Set(templates.map(({ name }) => name))];
  return (
    <>
      <NativeSelect
        label={t("kind.template")}
        data={[{ value: "", label: t("templateChoose") }, ...names]}
        {...form.getInputProps("template")}
      />
      {chosen?.variables.map(({ name, example, fallback }) => (
        <VariableField
          key={name}
          name={name}
          hint={fallback ?? example ?? ""}
          source={form.values.variables[name] ?? unset}
          onChange={(source) => form.setFieldValue("variables", { ...form.values.variables, [name]: source })}
        />
      ))}
    </>
  );
}

const unset: Source = { from: "words", value: "", fallback: "" };

type VariableFieldProps = { name: string; hint: string; source: Source; onChange(source: Source): void };

function VariableField({ name, hint, source, onChange }: VariableFieldProps) {
  const t = useTexts("campaigns");
  const sources = ["words", "attribute", ...fields] as const;
  const { from, value, fallback } = source;
  return (
    <Fieldset legend={`{{${name}}}`} className={classes["variable"]}>
      <NativeSelect
        aria-label={t("variable.from")}
        value={from}
        onChange={({ currentTarget }) =>
          onChange({ ...source, from: sources.find((each) => each === currentTarget.value) ?? "words" })
        }
        data={sources.map((each) => ({ value: each, label: t(`variable.${each}`) }))}
      />
      {from === "words" || from === "attribute" ? (
        <TextInput
          aria-label={t(`variable.${from}`)}
          placeholder={from === "words" ? hint : t("variable.attributeName")}
          dir="auto"
          value={value}
          onChange={({ currentTarget }) => onChange({ ...source, value: currentTarget.value })}
        />
      ) : null}
      {from === "words" ? null : (
        <TextInput
          aria-label={t("variable.fallback")}
          placeholder={t("variable.fallback")}
          dir="auto"
          value={fallback}
          onChange={({ currentTarget }) => onChange({ ...source, fallback: currentTarget.value })}
        />
      )}
    </Fieldset>
  );
}

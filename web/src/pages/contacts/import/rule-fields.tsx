// What is done with the people of a file: where they go, what wins, and on what evidence they may be written to.
import { Checkbox, Fieldset, NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { read } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import classes from "./import.module.css";
import { duplicateRules, purposes, type Rules, updates } from "./rules.ts";

type RuleFieldsProps = { form: UseFormReturnType<Rules> };

export function ContactFields({ form }: RuleFieldsProps) {
  const t = useTexts("contacts");
  const lists = useQuery(read("GET /v1/lists", { query: { limit: 200 } }));
  return (
    <>
      <div className={classes["fields"]}>
        <NativeSelect
          label={t("putOnList")}
          data={[
            { value: "", label: t("noList") },
            ...(lists.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          {...form.getInputProps("list")}
        />
        <TextInput label={t("tags")} dir="auto" {...form.getInputProps("tags")} />
        <NativeSelect
          label={t("update")}
          data={updates.map((value) => ({ value, label: t(`update.${value}`) }))}
          {...form.getInputProps("update")}
        />
        <NativeSelect
          label={t("duplicates")}
          data={duplicateRules.map((value) => ({ value, label: t(`duplicates.${value}`) }))}
          {...form.getInputProps("duplicates")}
        />
      </div>
      <Checkbox
        label={t("evidence")}
        description={t("evidenceHint")}
        {...form.getInputProps("hasConsent", { type: "checkbox" })}
      />
      {form.values.hasConsent ? <Evidence form={form} /> : null}
    </>
  );
}

function Evidence({ form }: RuleFieldsProps) {
  const t = useTexts("contacts");
  return (
    <Fieldset legend={t("consent")}>
      <Stack>
        <div className={classes["fields"]}>
          <Purpose form={form} />
          <TextInput
            label={t("evidence.source")}
            placeholder={t("evidence.sourceHint")}
            required
            maxLength={64}
            dir="auto"
            {...form.getInputProps("source")}
          />
          <TextInput type="date" label={t("evidence.day")} {...form.getInputProps("day")} />
        </div>
        <Textarea
          label={t("evidence.wording")}
          description={t("evidence.wordingHint")}
          required
          autosize
          maxLength={4_096}
          dir="auto"
          {...form.getInputProps("wording")}
        />
        <TextInput
          label={t("evidence.proof")}
          description={t("evidence.proofHint")}
          required
          maxLength={900}
          dir="auto"
          {...form.getInputProps("proof")}
        />
      </Stack>
    </Fieldset>
  );
}

export function SuppressionFields({ form }: RuleFieldsProps) {
  const t = useTexts("contacts");
  return (
    <div className={classes["fields"]}>
      <Purpose form={form} />
      <TextInput
        label={t("suppress.reason")}
        placeholder={t("suppress.reasonHint")}
        maxLength={500}
        dir="auto"
        {...form.getInputProps("reason")}
      />
    </div>
  );
}

function Purpose({ form }: RuleFieldsProps) {
  const t = useTexts("contacts");
  return (
    <NativeSelect
      label={t("purpose")}
      data={purposes.map((value) => ({ value, label: t(`purpose.${value}`) }))}
      {...form.getInputProps("purpose")}
    />
  );
}

// Whom a campaign is for: everybody, or lists, segments and tags, without those that are taken out again.
import { Checkbox, Input, MultiSelect, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { read } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import type { Choice } from "./draft.ts";
import { PeopleFile } from "./people-file.tsx";
import classes from "./wizard.module.css";
import type { DraftForm } from "./wizard.tsx";

export function AudienceStep({ form }: { form: DraftForm }) {
  const t = useTexts("campaigns");
  const { everyone, included, excluded } = form.values;
  return (
    <div className={classes["step"]}>
      <Checkbox label={t("everyone")} {...form.getInputProps("everyone", { type: "checkbox" })} />
      {everyone ? null : (
        <>
          <Chosen choice={included} onChange={(choice) => form.setFieldValue("included", choice)} />
          <PeopleFile form={form} />
        </>
      )}
      {form.errors["audience"] === undefined ? null : <Input.Error>{form.errors["audience"]}</Input.Error>}
      <Title order={2} size="h4">
        {t("without")}
      </Title>
      <Chosen choice={excluded} onChange={(choice) => form.setFieldValue("excluded", choice)} />
    </div>
  );
}

function Chosen({ choice, onChange }: { choice: Choice; onChange(choice: Choice): void }) {
  const t = useTexts("campaigns");
  const query = { limit: 200 };
  const lists = useQuery(read("GET /v1/lists", { query }));
  const segments = useQuery(read("GET /v1/segments", { query }));
  const tags = useQuery(read("GET /v1/tags", { query }));
  const named = (each: { id: string; name: string }) => ({ value: each.id, label: each.name });
  const parts = [
    { part: "lists", data: lists.data?.data.map(named) ?? [] },
    { part: "segments", data: segments.data?.data.map(named) ?? [] },
    { part: "tags", data: tags.data?.data.map(({ tag }) => tag) ?? [] },
  ] as const;
  return parts.map(({ part, data }) => (
    <MultiSelect
      key={part}
      label={t(`audience.${part}`)}
      searchable
      clearable
      data={data}
      value={choice[part]}
      onChange={(ids) => onChange({ ...choice, [part]: ids })}
    />
  ));
}

// People who are on no list yet: pasted as lines, or from a small file. A large one is imported by itself.
import { Group, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useMay } from "../../../api/person.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ChooseFile } from "../../../parts/choose-file.tsx";
import { PageLink } from "../../../parts/page-link.tsx";
import { csvMax } from "./draft.ts";
import type { DraftForm } from "./wizard.tsx";

export function PeopleFile({ form }: { form: DraftForm }) {
  const t = useTexts("campaigns");
  const [isTooLong, setTooLong] = useState(false);
  const put = (csv: string): void => {
    setTooLong(csv.length > csvMax);
    if (csv.length <= csvMax) form.setFieldValue("csv", csv);
  };
  if (!useMay("contacts:write")) return null;
  return (
    <>
      <Textarea
        label={t("csv")}
        description={t("csvHint")}
        placeholder={t("csvExample")}
        error={isTooLong ? t("csvTooLong") : null}
        autosize
        minRows={2}
        maxRows={8}
        dir="ltr"
        value={form.values.csv}
        onChange={({ currentTarget: { value } }) => put(value)}
      />
      <Group gap="xs">
        <ChooseFile
          label={t("csvChoose")}
          accept=".csv,.tsv,.txt"
          button={{ size: "xs", variant: "default" }}
          onChoose={(file) => void file.text().then(put)}
        />
        <PageLink to="/contacts/import" size="sm">
          {t("csvImport")}
        </PageLink>
      </Group>
      {form.values.filed === "" ? null : <Text size="sm">{t("csvKept")}</Text>}
    </>
  );
}

// A file before it is imported: whom it is of, what each column is taken for, what is wrong with its first rows, and
// the rules.
import { Button, Group, SegmentedControl, Skeleton, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { waypost } from "../../../api/client.ts";
import { currentMode } from "../../../api/mode.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { Columns } from "./columns.tsx";
import { lookedAt, type Mapping } from "./mapping.ts";
import { ContactFields, SuppressionFields } from "./rule-fields.tsx";
import { countryOf, emptyRules, isEvident, type Kind, type Rules } from "./rules.ts";
import { useBegin } from "./use-begin.ts";

type FileFormProps = { file: File; onBegun(id: string): void };

export function FileForm({ file, onBegun }: FileFormProps) {
  const t = useTexts("contacts");
  const [kind, setKind] = useState<Kind>("contacts");
  const [mapping, setMapping] = useState<Mapping>({});
  const form = useForm<Rules>({ initialValues: emptyRules });
  const reading = {
    ...(Object.keys(mapping).length === 0 ? {} : { mapping: JSON.stringify(mapping) }),
    ...countryOf(form.values),
  };
  const { data, error } = useLook(file, reading);
  const { begin, isPending, error: failed } = useBegin({ file, kind, reading, rules: form.values, onBegun });
  const isReady = data?.problem === null && (kind === "suppressions" || isEvident(form.values));
  return (
    <Panel title={file.name}>
      <SegmentedControl
        aria-label={t("whose")}
        value={kind}
        onChange={(value) => setKind(value === "contacts" ? "contacts" : "suppressions")}
        data={(["contacts", "suppressions"] as const).map((value) => ({ value, label: t(`whose.${value}`) }))}
      />
      {error === null ? null : <ErrorCard error={error} />}
      {data === undefined ? (
        <Skeleton height="12rem" />
      ) : (
        <Columns look={data} mapping={mapping} onChange={setMapping} />
      )}
      {kind === "contacts" ? <ContactFields form={form} /> : <SuppressionFields form={form} />}
      <TextInput
        label={t("country")}
        dir="ltr"
        maw="14rem"
        maxLength={2}
        {...form.getInputProps("country")}
      />
      {kind === "contacts" ? null : <Text size="sm">{t("suppress.what")}</Text>}
      {failed === null ? null : <ErrorCard error={failed} />}
      <Group>
        <Button
          variant="default"
          loading={isPending}
          disabled={!isReady}
          onClick={() => void begin("dry_run")}
        >
          {t("try")}
        </Button>
        <Button loading={isPending} disabled={!isReady} onClick={() => void begin("commit")}>
          {t(kind === "contacts" ? "bringIn" : "suppress.action")}
        </Button>
      </Group>
    </Panel>
  );
}

/** Nothing of it is stored. */
function useLook(file: File, query: { mapping?: string; country?: string }) {
  const { name, size, lastModified } = file;
  return useQuery({
    queryKey: [currentMode(), "/v1/contacts/import/preview", { name, size, lastModified, query }],
    queryFn: ({ signal }) =>
      waypost.request("POST /v1/contacts/import/preview", { query, body: lookedAt(file, name), signal }),
    staleTime: Infinity,
    retry: false,
    placeholderData: (before) => before,
  });
}

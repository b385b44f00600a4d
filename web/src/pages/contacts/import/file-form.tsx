// A file before it is imported: what each column is taken for, what is wrong with its first rows, and the rules.
import { Button, Group, NativeSelect, Skeleton, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { waypost } from "../../../api/client.ts";
import { currentMode } from "../../../api/mode.ts";
import { read, useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { Columns } from "./columns.tsx";
import { lookedAt, type Mapping } from "./mapping.ts";

type FileFormProps = { file: File; onBegun(id: string): void };

/** A large file over a slow line. */
const uploadMs = 15 * 60_000;
const updates = ["empty", "always", "never"] as const;

export function FileForm({ file, onBegun }: FileFormProps) {
  const t = useTexts("contacts");
  const [mapping, setMapping] = useState<Mapping>({});
  const form = useForm({ initialValues: { list: "", tags: "", country: "", update: "empty" } });
  const { list, tags, country, update } = form.values;
  const reading = {
    ...(Object.keys(mapping).length === 0 ? {} : { mapping: JSON.stringify(mapping) }),
    ...(/^[A-Za-z]{2}$/.test(country) ? { country: country.toUpperCase() } : {}),
  };
  const { data, error } = useLook(file, reading);
  const begin = useChange("POST /v1/contacts/import");
  const run = async (mode: "dry_run" | "commit"): Promise<void> => {
    const query = {
      ...reading,
      mode,
      filename: file.name,
      update: updates.find((each) => each === update) ?? "empty",
      ...(list === "" ? {} : { list }),
      ...(tags.trim() === "" ? {} : { tags }),
    };
    const begun = await begin.mutateAsync({ query, body: file, timeoutMs: uploadMs }).catch(() => null);
    if (begun !== null) onBegun(begun.id);
  };
  const lists = useQuery(read("GET /v1/lists", { query: { limit: 200 } }));
  return (
    <Panel title={file.name}>
      {error === null ? null : <ErrorCard error={error} />}
      {data === undefined ? (
        <Skeleton height="12rem" />
      ) : (
        <Columns look={data} mapping={mapping} onChange={setMapping} />
      )}
      <Group align="end">
        <NativeSelect
          label={t("putOnList")}
          data={[
            { value: "", label: t("noList") },
            ...(lists.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          {...form.getInputProps("list")}
        />
        <TextInput label={t("tags")} dir="auto" {...form.getInputProps("tags")} />
        <TextInput label={t("country")} dir="ltr" maxLength={2} {...form.getInputProps("country")} />
        <NativeSelect
          label={t("update")}
          data={updates.map((value) => ({ value, label: t(`update.${value}`) }))}
          {...form.getInputProps("update")}
        />
      </Group>
      {begin.error === null ? null : <ErrorCard error={begin.error} />}
      <Group>
        <Button variant="default" loading={begin.isPending} onClick={() => void run("dry_run")}>
          {t("try")}
        </Button>
        <Button
          loading={begin.isPending}
          disabled={data?.problem !== null}
          onClick={() => void run("commit")}
        >
          {t("bringIn")}
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

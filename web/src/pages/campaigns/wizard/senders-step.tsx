// What a campaign is called, and from which numbers it leaves.
import { MultiSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { read } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { SenderWeights } from "./sender-weights.tsx";
import classes from "./wizard.module.css";
import type { DraftForm } from "./wizard.tsx";

export function SendersStep({ form }: { form: DraftForm }) {
  const t = useTexts("campaigns");
  const { data } = useQuery(read("GET /v1/senders", { query: { limit: 200 } }));
  const known = (data?.data ?? []).map(({ id, name, address }) => ({
    value: id,
    label: address === null ? name : `${name} · ${address}`,
  }));
  return (
    <div className={classes["step"]}>
      <TextInput
        label={t("name")}
        dir="auto"
        maxLength={200}
        data-autofocus
        {...form.getInputProps("name")}
      />
      <MultiSelect
        label={t("step.senders")}
        description={t("sendersHint")}
        searchable
        clearable
        data={known}
        {...form.getInputProps("senders")}
      />
      <SenderWeights
        form={form}
        nameOf={(sender) => known.find(({ value }) => value === sender)?.label ?? sender}
      />
    </div>
  );
}

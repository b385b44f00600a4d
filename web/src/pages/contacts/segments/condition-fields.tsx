// The fields of one condition: what is asked, and with which value.
import { NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { read } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { asksName, type Condition, conditionKinds, consents, events } from "./condition.ts";
import classes from "./segments.module.css";

type ConditionFieldsProps = { condition: Condition; onChange(condition: Condition): void };

export function ConditionFields({ condition, onChange }: ConditionFieldsProps) {
  const t = useTexts("contacts");
  const { kind, name } = condition;
  return (
    <div className={classes["line"]}>
      <NativeSelect
        size="xs"
        aria-label={t("condition")}
        value={kind}
        onChange={({ currentTarget }) => {
          const wanted = conditionKinds.find((each) => each === currentTarget.value) ?? "tag";
          onChange({
            kind: wanted,
            name: wanted === "event" ? "read" : "",
            value: wanted === "consent" ? "opted_in" : "",
          });
        }}
        data={conditionKinds.map((value) => ({ value, label: t(`condition.${value}`) }))}
      />
      {asksName(kind) ? (
        <TextInput
          size="xs"
          aria-label={t("attributeName")}
          placeholder={t("attributeName")}
          dir="auto"
          value={name}
          onChange={({ currentTarget }) => onChange({ ...condition, name: currentTarget.value })}
        />
      ) : null}
      <ValueField condition={condition} onChange={onChange} />
    </div>
  );
}

function ValueField({ condition, onChange }: ConditionFieldsProps) {
  const t = useTexts("contacts");
  const { kind, name, value } = condition;
  const put = (next: string): void => onChange({ ...condition, value: next });
  if (kind === "attribute_set") return null;
  if (kind === "list") return <ListField value={value} onChange={put} />;
  if (kind === "consent")
    return (
      <NativeSelect
        size="xs"
        aria-label={t("value")}
        value={value}
        onChange={({ currentTarget }) => put(currentTarget.value)}
        data={consents.map((each) => ({ value: each, label: t(`said.${each}`) }))}
      />
    );
  const isNumber = kind === "event" || kind === "created_within";
  return (
    <>
      {kind === "event" ? (
        <NativeSelect
          size="xs"
          aria-label={t("event")}
          value={name}
          onChange={({ currentTarget }) => onChange({ ...condition, name: currentTarget.value })}
          data={events.map((each) => ({ value: each, label: t(`event.${each}`) }))}
        />
      ) : null}
      <TextInput
        size="xs"
        type={isNumber ? "number" : "text"}
        aria-label={isNumber ? t("days") : t("value")}
        placeholder={isNumber ? t("days") : t("valueHint")}
        dir="auto"
        value={value}
        onChange={({ currentTarget }) => put(currentTarget.value)}
      />
    </>
  );
}

function ListField({ value, onChange }: { value: string; onChange(id: string): void }) {
  const t = useTexts("contacts");
  const { data } = useQuery(read("GET /v1/lists", { query: { limit: 200 } }));
  return (
    <NativeSelect
      size="xs"
      aria-label={t("list")}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      data={[
        { value: "", label: t("anyList") },
        ...(data?.data ?? []).map((list) => ({ value: list.id, label: list.name })),
      ]}
    />
  );
}

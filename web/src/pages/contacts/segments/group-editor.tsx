// A group of a rule: all or any of its parts, which are conditions and groups again.
import { ActionIcon, Button, Checkbox, Code, NativeSelect } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTexts } from "../../../i18n/texts.ts";
import { ConditionFields } from "./condition-fields.tsx";
import classes from "./segments.module.css";
import { type Group, newCondition, newGroup, type Part } from "./tree.ts";

type GroupEditorProps = { group: Group; onChange(group: Group): void };

export function GroupEditor({ group, onChange }: GroupEditorProps) {
  const t = useTexts("contacts");
  const { join, of } = group;
  const put = (place: number, part: Part): void => onChange({ ...group, of: of.with(place, part) });
  const add = (part: Part): void => onChange({ ...group, of: [...of, part] });
  return (
    <fieldset className={classes["group"]}>
      <legend>
        <NativeSelect
          size="xs"
          aria-label={t("join")}
          value={join}
          onChange={({ currentTarget }) =>
            onChange({ ...group, join: currentTarget.value === "any" ? "any" : "all" })
          }
          data={[
            { value: "all", label: t("join.all") },
            { value: "any", label: t("join.any") },
          ]}
        />
      </legend>
      {of.map((part, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- a part's name is its place
        <div key={place} className={classes["part"]}>
          <Checkbox
            label={t("not")}
            checked={part.not}
            onChange={({ currentTarget }) => put(place, { ...part, not: currentTarget.checked })}
          />
          <PartEditor part={part} onChange={(changed) => put(place, changed)} />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("partRemove")}
            onClick={() => onChange({ ...group, of: of.toSpliced(place, 1) })}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <div className={classes["line"]}>
        <Button size="compact-sm" variant="default" onClick={() => add(newCondition)}>
          {t("conditionAdd")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => add(newGroup)}>
          {t("groupAdd")}
        </Button>
      </div>
    </fieldset>
  );
}

function PartEditor({ part, onChange }: { part: Part; onChange(part: Part): void }) {
  switch (part.kind) {
    case "group":
      return <GroupEditor group={part} onChange={onChange} />;
    case "condition":
      return (
        <ConditionFields
          condition={part.condition}
          onChange={(condition) => onChange({ ...part, condition })}
        />
      );
    case "kept":
      return <Code dir="ltr">{JSON.stringify(part.rule)}</Code>;
  }
}

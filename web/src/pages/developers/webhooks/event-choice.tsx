// Which events an endpoint is told of: everything, or kinds of them.
import { Checkbox } from "@mantine/core";
import { useTexts } from "../../../i18n/texts.ts";
import classes from "../developers.module.css";
import { families } from "../events/filter.ts";

type EventChoiceProps = { chosen: readonly string[]; onChange(events: string[]): void };

export function EventChoice({ chosen, onChange }: EventChoiceProps) {
  const t = useTexts("developers");
  const kinds = families.map((family) => `${family}.*`);
  // Single types that were named by the API stay what they are.
  const single = chosen.filter((pattern) => pattern !== "*" && !kinds.includes(pattern));
  const toggle = (pattern: string): void => {
    const others = chosen.filter((each) => each !== "*" && each !== pattern);
    const next = chosen.includes(pattern) ? others : [...others, pattern];
    onChange(pattern === "*" || next.length === 0 ? ["*"] : next);
  };
  return (
    <fieldset className={classes["choices"]}>
      <legend>{t("hooks.events")}</legend>
      {["*", ...kinds, ...single].map((pattern) => (
        <Checkbox
          key={pattern}
          size="xs"
          label={pattern === "*" ? t("hooks.everything") : <bdi dir="ltr">{pattern}</bdi>}
          checked={chosen.includes(pattern)}
          onChange={() => toggle(pattern)}
        />
      ))}
    </fieldset>
  );
}

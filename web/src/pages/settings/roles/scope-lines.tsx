// What a role may do, a line for each area. A scope's own name, which errors and the API speak of, is its tooltip.
import { Checkbox, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "../../../i18n/texts.ts";
import classes from "./roles.module.css";
import { type Choice, choicesByArea } from "./scopes.ts";

type ScopeLinesProps = {
  offered: readonly string[];
  chosen: readonly string[];
  error: ReactNode;
  onChange(scopes: string[]): void;
};

export function ScopeLines({ offered, chosen, error, onChange }: ScopeLinesProps) {
  const t = useTexts("settings");
  const toggle = (scope: string): void =>
    onChange(chosen.includes(scope) ? chosen.filter((each) => each !== scope) : [...chosen, scope]);
  const deedOf = ({ area, deed }: Choice): string =>
    area === "messages" && deed === "write" ? t("may.send") : t(`may.${deed}`);
  return (
    <fieldset className={classes["scopes"]}>
      <legend>{t("roles.may")}</legend>
      {choicesByArea(offered).map(([area, choices]) => (
        <div key={area} role="group" aria-label={t(`area.${area}`)}>
          <span aria-hidden>{t(`area.${area}`)}</span>
          <span>
            {choices.map((choice) => (
              <Checkbox
                key={choice.scope}
                title={choice.scope}
                label={deedOf(choice)}
                checked={chosen.includes(choice.scope)}
                onChange={() => toggle(choice.scope)}
              />
            ))}
          </span>
        </div>
      ))}
      {error ? (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      ) : null}
    </fieldset>
  );
}

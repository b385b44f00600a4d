// Which scopes a key has, of those one has oneself. Their names are the API's own.
import { Checkbox, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { usePerson } from "../../../api/person.ts";
import { useTexts } from "../../../i18n/texts.ts";
import classes from "../developers.module.css";
import { scopesByKind } from "./scopes.ts";

type ScopeChoiceProps = {
  chosen: readonly string[];
  error: ReactNode;
  onChange(scopes: string[]): void;
};

export function ScopeChoice({ chosen, error, onChange }: ScopeChoiceProps) {
  const t = useTexts("developers");
  const { scopes } = usePerson();
  const toggle = (scope: string): void =>
    onChange(chosen.includes(scope) ? chosen.filter((each) => each !== scope) : [...chosen, scope]);
  return (
    <div>
      <fieldset className={classes["choices"]}>
        <legend>{t("keys.scopes")}</legend>
        {scopesByKind(scopes).flatMap(([, some]) =>
          some.map((scope) => (
            <Checkbox
              key={scope}
              size="xs"
              label={<bdi dir="ltr">{scope}</bdi>}
              checked={chosen.includes(scope)}
              onChange={() => toggle(scope)}
            />
          )),
        )}
      </fieldset>
      {error ? (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      ) : null}
    </div>
  );
}

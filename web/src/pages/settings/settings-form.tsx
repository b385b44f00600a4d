// A form of settings: its fields, what went wrong, and the button that saves them. Who may not change them sees them.
import { Button, Group, Stack } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import type { Call } from "../../api/curl.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { CopyAsCurl } from "../../parts/copy-as-curl.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";
import classes from "./settings.module.css";

type SettingsFormProps = {
  change: { isPending: boolean; error: Error | null };
  /** What it would send as it is filled in now. */
  call: Call;
  onSubmit(event: FormEvent<HTMLFormElement>): void;
  children: ReactNode;
};

export function SettingsForm({ change: { isPending, error }, call, onSubmit, children }: SettingsFormProps) {
  const t = useTexts("settings");
  const mayWrite = useMay("tenant:write");
  return (
    <form onSubmit={onSubmit}>
      <fieldset disabled={!mayWrite} className={classes["fields"]}>
        <Stack>
          {children}
          {error === null ? null : <ErrorCard error={error} />}
          {mayWrite ? (
            <Group>
              <Button type="submit" loading={isPending}>
                {t("save")}
              </Button>
              <CopyAsCurl call={call} />
            </Group>
          ) : null}
        </Stack>
      </fieldset>
    </form>
  );
}

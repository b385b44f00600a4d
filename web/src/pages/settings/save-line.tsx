// The end of a form of settings: what went wrong, and the button that saves them for who may.
import { Button, Group } from "@mantine/core";
import type { Call } from "../../api/curl.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { CopyAsCurl } from "../../parts/copy-as-curl.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";

type SaveLineProps = { change: { isPending: boolean; error: Error | null }; call: Call };

export function SaveLine({ change: { isPending, error }, call }: SaveLineProps) {
  const t = useTexts("settings");
  const mayWrite = useMay("tenant:write");
  return (
    <>
      {error === null ? null : <ErrorCard error={error} />}
      {mayWrite ? (
        <Group>
          <Button type="submit" loading={isPending}>
            {t("save")}
          </Button>
          <CopyAsCurl call={call} />
        </Group>
      ) : null}
    </>
  );
}

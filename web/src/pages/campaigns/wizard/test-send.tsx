// Sends a draft to numbers of one's own, before it goes to everybody.
import { Button, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { tell } from "../../../parts/tell.tsx";
import classes from "./wizard.module.css";

export function TestSend({ id, isTested }: { id: string; isTested: boolean }) {
  const t = useTexts("campaigns");
  const [typed, setTyped] = useState("");
  const send = useChange("POST /v1/campaigns/{id}/test");
  const to = typed
    .split(/[,;\n]/)
    .map((each) => each.replaceAll(/[\s().-]/g, ""))
    .filter((each) => each !== "");
  const run = (): void => {
    send.mutateAsync({ params: { id }, body: { to } }).then(
      () => tell(t("test.done")),
      () => undefined,
    );
  };
  return (
    <>
      <div className={classes["pair"]}>
        <TextInput
          label={t("test.to")}
          dir="ltr"
          value={typed}
          onChange={({ currentTarget: { value } }) => setTyped(value)}
        />
        <Button
          variant="default"
          disabled={to.length === 0 || to.length > 5}
          loading={send.isPending}
          onClick={run}
          style={{ alignSelf: "end" }}
        >
          {t("test.action")}
        </Button>
      </div>
      {isTested ? <Text size="sm">{t("test.isTested")}</Text> : null}
      {send.error === null ? null : <ErrorCard error={send.error} />}
    </>
  );
}

// What colleagues noted about a person, newest first.
import { Button, Text, Textarea, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { read, useChange } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import classes from "./contacts.module.css";

export function Notes({ id }: { id: string }) {
  const t = useTexts("contacts");
  const [body, setBody] = useState("");
  const add = useChange("POST /v1/contacts/{id}/notes");
  const mayWrite = useMay("contacts:write");
  const { data } = useQuery(read("GET /v1/contacts/{id}/notes", { params: { id }, query: { limit: 50 } }));
  const run = async (): Promise<void> => {
    const kept = await add.mutateAsync({ params: { id }, body: { body } }).catch(() => null);
    if (kept !== null) setBody("");
  };
  return (
    <section>
      <Title order={3} size="h5">
        {t("notes")}
      </Title>
      {mayWrite ? (
        <div className={classes["note"]}>
          <Textarea
            aria-label={t("noteNew")}
            placeholder={t("noteNew")}
            autosize
            dir="auto"
            value={body}
            onChange={({ currentTarget }) => setBody(currentTarget.value)}
          />
          <Button size="xs" disabled={body.trim() === ""} loading={add.isPending} onClick={() => void run()}>
            {t("noteAdd")}
          </Button>
        </div>
      ) : null}
      {add.error === null ? null : <ErrorCard error={add.error} />}
      <ul className={classes["plain"]}>
        {data?.data.map(({ id: note, body: said, created_at: at }) => (
          <li key={note}>
            <Text size="sm" dir="auto">
              {said}
            </Text>
            <Text size="xs" c="dimmed">
              <Timestamp at={at} />
            </Text>
          </li>
        ))}
      </ul>
    </section>
  );
}

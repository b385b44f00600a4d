// Whether somebody may be written to, on what evidence, and the way to put down that they changed their mind.
import { Button, Group, Text, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Contact } from "@waypost/sdk";
import { isUnder, read, useChange } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { StatusChip } from "../../parts/status-chip.tsx";
import { tell } from "../../parts/tell.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import classes from "./contacts.module.css";

export function ConsentPart({ contact }: { contact: Contact }) {
  const t = useTexts("contacts");
  const query = { contact: contact.id, limit: 20 };
  const { data } = useQuery(read("GET /v1/consents", { query }));
  return (
    <section>
      <Title order={3} size="h5">
        {t("consent")}
      </Title>
      <OptOutOrIn contact={contact} />
      <ul className={classes["plain"]}>
        {data?.data.map(({ id, state, purpose, source, at, proof }) => (
          <li key={id}>
            <StatusChip tone={state === "granted" ? "good" : "bad"}>{t(`consent.${state}`)}</StatusChip>{" "}
            {t(`purpose.${purpose}`)} · <bdi>{source}</bdi> · <Timestamp at={at} exact />
            <Text size="xs" c="dimmed" dir="auto">
              {proof}
            </Text>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** By evidence, not by striking something out: what was said before stays on record. */
function OptOutOrIn({ contact: { phone, suppressed } }: { contact: Contact }) {
  const t = useTexts("contacts");
  const client = useQueryClient();
  const append = useChange("POST /v1/consents");
  const may = useMay("contacts:write");
  if (!may || phone === null) return null;
  const isOut = suppressed.length > 0;
  const run = async (): Promise<void> => {
    const said = await append
      .mutateAsync({
        body: {
          phone,
          purpose: suppressed.includes("all") ? "all" : "marketing",
          state: isOut ? "granted" : "withdrawn",
          source: "dashboard",
        },
      })
      .catch(() => null);
    if (said === null) return;
    tell(t("consentKept"));
    await client.invalidateQueries({ predicate: ({ queryKey }) => isUnder(queryKey, "/v1/contacts") });
  };
  return (
    <Group gap="xs">
      {isOut ? <StatusChip tone="bad">{t("optedOut")}</StatusChip> : null}
      <Button size="compact-sm" variant="default" loading={append.isPending} onClick={() => void run()}>
        {isOut ? t("optIn") : t("optOut")}
      </Button>
      {append.error === null ? null : <ErrorCard error={append.error} />}
    </Group>
  );
}

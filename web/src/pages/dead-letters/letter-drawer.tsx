// One dead letter: why it died in the error dictionary's words, and the way to the whole message.
import { Button, Group, Stack } from "@mantine/core";
import type { DeadLetter } from "@waypost/sdk";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { CopyText } from "../../parts/copy-text.tsx";
import { ErrorCard, FailureCard } from "../../parts/error-card.tsx";
import { Fact, FactList } from "../../parts/fact-list.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { Phone } from "../../parts/phone.tsx";
import { RecordDrawer } from "../../parts/record-drawer.tsx";
import { tell } from "../../parts/tell.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import { TypedDeed } from "../../parts/typed-deed.tsx";
import { useDeeds } from "./use-deeds.ts";

type LetterDrawerProps = { letter: DeadLetter | undefined; onClose(): void };

export function LetterDrawer({ letter, onClose }: LetterDrawerProps) {
  const t = useTexts("dead-letters");
  return (
    <RecordDrawer opened={letter} title={t("drawer.title")} onClose={onClose}>
      {(opened) => <OneLetter letter={opened} onDone={onClose} />}
    </RecordDrawer>
  );
}

function OneLetter({ letter, onDone }: { letter: DeadLetter; onDone(): void }) {
  const t = useTexts("dead-letters");
  const { error } = letter;
  return (
    <Stack>
      {useMay("dead-letters:write") ? <Deeds letter={letter} onDone={onDone} /> : null}
      {error === null ? null : (
        <FailureCard failure={{ code: error.code, detail: error.detail, maybeSent: error.maybe_sent }} />
      )}
      <FactList>
        <Fact name={t("column.to")}>
          <Phone number={letter.to} />
        </Fact>
        <Fact name={t("fact.id")}>
          <CopyText text={letter.id} />
        </Fact>
        <Fact name={t("fact.sender")}>
          <CopyText text={letter.from} />
        </Fact>
        <Fact name={t("fact.providerCode")}>{error?.provider_code}</Fact>
        <Fact name={t("column.attempts")}>{letter.attempts}</Fact>
        <Fact name={t("fact.accepted")}>
          <Timestamp at={letter.created_at} exact />
        </Fact>
        <Fact name={t("column.at")}>
          <Timestamp at={letter.dead_at} exact />
        </Fact>
      </FactList>
      <PageLink to="/messages" search={{ message: letter.id }}>
        {t("drawer.message")}
      </PageLink>
    </Stack>
  );
}

function Deeds({ letter: { id, to }, onDone }: { letter: DeadLetter; onDone(): void }) {
  const t = useTexts("dead-letters");
  const deeds = useDeeds();
  const run = async (kind: "replay" | "drop"): Promise<void> => {
    if ((await deeds.run({ kind, ids: [id] })) === null) return;
    tell(t(kind === "replay" ? "replay.one" : "drop.one"));
    onDone();
  };
  return (
    <Group gap="xs">
      <Button size="xs" loading={deeds.progress !== null} onClick={() => void run("replay")}>
        {t("replay.action")}
      </Button>
      <TypedDeed
        button={{ size: "xs" }}
        title={t("drop.title")}
        consequence={t("drop.consequence")}
        word={to}
        action={t("drop.action")}
        onConfirm={() => void run("drop")}
      />
      {deeds.error === null ? null : <ErrorCard error={deeds.error} />}
    </Group>
  );
}

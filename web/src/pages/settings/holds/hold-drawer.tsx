// One legal hold: why it is there, who placed it, and lifting it.
import { Group, Stack } from "@mantine/core";
import type { LegalHold } from "@waypost/sdk";
import { useMay } from "../../../api/person.ts";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { CopyText } from "../../../parts/copy-text.tsx";
import { Fact, FactList } from "../../../parts/fact-list.tsx";
import { RecordDrawer } from "../../../parts/record-drawer.tsx";
import { tellOutcome } from "../../../parts/tell.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";
import { TypedDeed } from "../../../parts/typed-deed.tsx";
import { Actor } from "../audit/actor.tsx";
import { HoldState, Whose } from "./columns.tsx";

type HoldDrawerProps = { hold: LegalHold | undefined; onClose(): void };

export function HoldDrawer({ hold, onClose }: HoldDrawerProps) {
  const t = useTexts("settings");
  return (
    <RecordDrawer opened={hold} title={t("holds.one")} onClose={onClose}>
      {(opened) => (
        <Stack>
          <Facts hold={opened} />
          {opened.lifted_at === null ? <Lift hold={opened} /> : null}
        </Stack>
      )}
    </RecordDrawer>
  );
}

function Facts({ hold: { id, phone, reason, placed_by, placed_at, lifted_at } }: { hold: LegalHold }) {
  const t = useTexts("settings");
  // As `key_…` or `usr_…`.
  const kind = placed_by.startsWith("key_") ? "key" : "person";
  return (
    <FactList>
      <Fact name={t("holds.whose")}>
        <Whose phone={phone} />
      </Fact>
      <Fact name={t("holds.state")}>
        <HoldState liftedAt={lifted_at} />
      </Fact>
      <Fact name={t("holds.reason")}>
        <bdi>{reason}</bdi>
      </Fact>
      <Fact name={t("holds.placedBy")}>
        <Actor actor={{ kind, id: placed_by }} />
      </Fact>
      <Fact name={t("holds.since")}>
        <Timestamp at={placed_at} exact />
      </Fact>
      <Fact name={t("holds.liftedAt")}>{lifted_at === null ? null : <Timestamp at={lifted_at} exact />}</Fact>
      <Fact name={t("holds.id")}>
        <CopyText text={id} />
      </Fact>
    </FactList>
  );
}

function Lift({ hold: { id, phone } }: { hold: LegalHold }) {
  const t = useTexts("settings");
  const lift = useChange("DELETE /v1/legal-holds/{id}");
  if (!useMay("tenant:write")) return null;
  const said = { tried: t("failed"), done: t("holds.liftDone") };
  return (
    <Group>
      <TypedDeed
        title={t("holds.liftTitle")}
        consequence={t("holds.liftWhat")}
        word={phone ?? t("holds.word")}
        action={t("holds.lift")}
        button={{ loading: lift.isPending }}
        onConfirm={() => void tellOutcome(lift.mutateAsync({ params: { id } }), said)}
      />
    </Group>
  );
}

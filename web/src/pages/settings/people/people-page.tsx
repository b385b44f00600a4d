// Who is in the workspace with which role, and who is invited.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { InvitationCreated, Member } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay, usePerson } from "../../../api/person.ts";
import { read, useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { type PlainColumn, PlainTable } from "../../../parts/plain-table.tsx";
import { ShownOnce } from "../../../parts/shown-once.tsx";
import { StatusChip } from "../../../parts/status-chip.tsx";
import { tellOutcome } from "../../../parts/tell.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";
import { TypedConfirmation } from "../../../parts/typed-confirmation.tsx";
import { Invitations } from "./invitations.tsx";
import { InviteForm } from "./invite-form.tsx";
import { RoleOf } from "./role-of.tsx";

export function PeoplePage() {
  const t = useTexts("settings");
  const [isInviting, inviting] = useDisclosure(false);
  const [made, setMade] = useState<InvitationCreated | null>(null);
  const mayWrite = useMay("people:write");
  return (
    <PageFrame
      title={t("people.title")}
      actions={mayWrite ? <Button onClick={inviting.open}>{t("people.invite")}</Button> : null}
    >
      <Members />
      <Invitations />
      <InviteForm opened={isInviting} onClose={inviting.close} onMade={setMade} />
      <ShownOnce
        secret={made?.link ?? null}
        title={t("people.link")}
        hint={t(made?.mailed === true ? "people.mailed" : "people.passOn")}
        done={t("people.linkDone")}
        onClose={() => setMade(null)}
      />
    </PageFrame>
  );
}

function Members() {
  const t = useTexts("settings");
  const people = useQuery(read("GET /v1/people"));
  const [removed, setRemoved] = useState<Member | null>(null);
  const remove = useChange("DELETE /v1/people/{id}");
  const columns = useColumns(setRemoved);
  const end = (id: string): void => {
    setRemoved(null);
    const said = { tried: t("failed"), done: t("people.removed") };
    void tellOutcome(remove.mutateAsync({ params: { id } }), said);
  };
  return (
    <Panel title={t("people.members")}>
      <Loaded query={people} height="8rem">
        {({ data }) => (
          <PlainTable label={t("people.members")} columns={columns} rows={data} idOf={({ id }) => id} />
        )}
      </Loaded>
      <TypedConfirmation
        opened={removed !== null}
        title={t("people.removeTitle")}
        consequence={t("people.removeWhat")}
        word={removed?.email ?? ""}
        action={t("people.remove")}
        onConfirm={() => end(removed?.id ?? "")}
        onClose={() => setRemoved(null)}
      />
    </Panel>
  );
}

function useColumns(onRemove: (member: Member) => void): readonly PlainColumn<Member>[] {
  const t = useTexts("settings");
  const mayWrite = useMay("people:write");
  const { id: own } = usePerson();
  return [
    {
      name: "who",
      label: t("people.who"),
      cell: ({ name, email }) => (
        <>
          <bdi>{name}</bdi>
          <div>
            <bdi dir="ltr">{email}</bdi>
          </div>
        </>
      ),
    },
    { name: "role", label: t("people.role"), cell: (member) => <RoleOf member={member} /> },
    {
      name: "factor",
      label: t("totp.title"),
      cell: ({ two_factor: has }) => (
        <StatusChip tone={has ? "good" : "quiet"}>{t(has ? "totp.on" : "totp.off")}</StatusChip>
      ),
    },
    { name: "since", label: t("people.since"), cell: ({ joined_at }) => <Timestamp at={joined_at} /> },
    {
      name: "remove",
      label: t("people.remove"),
      cell: (member) =>
        mayWrite && member.id !== own ? (
          <Button size="compact-sm" variant="default" onClick={() => onRemove(member)}>
            {t("people.remove")}
          </Button>
        ) : null,
    },
  ];
}

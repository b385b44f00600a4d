// Invitations that are open, and taking them back.
import { Button } from "@mantine/core";
import type { Invitation } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../../api/person.ts";
import { read, useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Panel } from "../../../parts/panel.tsx";
import { type PlainColumn, PlainTable } from "../../../parts/plain-table.tsx";
import { tellOutcome } from "../../../parts/tell.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";
import { useRoleName } from "../roles/role-options.ts";

export function Invitations() {
  const t = useTexts("settings");
  const { data } = useQuery(read("GET /v1/invitations"));
  const mayWrite = useMay("people:write");
  const nameOf = useRoleName();
  const revoke = useChange("DELETE /v1/invitations/{id}");
  if (data === undefined || data.data.length === 0) return null;
  const end = (id: string): void =>
    void tellOutcome(revoke.mutateAsync({ params: { id } }), {
      tried: t("failed"),
      done: t("people.revoked"),
    });
  const columns: PlainColumn<Invitation>[] = [
    { name: "who", label: t("profile.email"), cell: ({ email }) => <bdi dir="ltr">{email}</bdi> },
    {
      name: "role",
      label: t("people.role"),
      cell: ({ role, role_name }) => <bdi>{nameOf(role, role_name)}</bdi>,
    },
    { name: "ends", label: t("people.ends"), cell: ({ expires_at }) => <Timestamp at={expires_at} /> },
    {
      name: "revoke",
      label: t("people.revoke"),
      cell: ({ id }) =>
        mayWrite ? (
          <Button size="compact-sm" variant="default" onClick={() => end(id)}>
            {t("people.revoke")}
          </Button>
        ) : null,
    },
  ];
  return (
    <Panel title={t("people.open")}>
      <PlainTable label={t("people.open")} columns={columns} rows={data.data} idOf={({ id }) => id} />
    </Panel>
  );
}

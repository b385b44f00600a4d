// Somebody's role, and giving them another. Nobody changes who may do more than they.
import { NativeSelect } from "@mantine/core";
import type { Member } from "@waypost/sdk";
import { useMay, usePerson } from "../../../api/person.ts";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { tellOutcome } from "../../../parts/tell.tsx";
import { useRoleName, useRoleOptions } from "../roles/role-options.ts";

export function RoleOf({ member: { id, name, role, role_name } }: { member: Member }) {
  const t = useTexts("settings");
  const { id: own } = usePerson();
  const mayWrite = useMay("people:write");
  const options = useRoleOptions();
  const nameOf = useRoleName();
  const change = useChange("PATCH /v1/people/{id}");
  const isMore = options.find(({ value }) => value === role)?.disabled ?? true;
  if (!mayWrite || id === own || isMore) return <bdi>{nameOf(role, role_name)}</bdi>;
  return (
    <NativeSelect
      size="xs"
      aria-label={t("people.roleOf", { name })}
      value={change.isPending ? change.variables.body.role : role}
      data={options}
      onChange={({ currentTarget: { value } }) =>
        void tellOutcome(change.mutateAsync({ params: { id }, body: { role: value } }), {
          tried: t("failed"),
          done: t("saved"),
        })
      }
    />
  );
}

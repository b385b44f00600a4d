// The roles there are: a workspace's own, which it puts together here, and those that every workspace has.
import { Button } from "@mantine/core";
import type { Role } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay, usePerson } from "../../../api/person.ts";
import { read } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { Loaded } from "../../../parts/loaded.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { Panel } from "../../../parts/panel.tsx";
import classes from "./roles.module.css";
import { RoleForm } from "./role-form.tsx";
import { RoleItem } from "./role-item.tsx";
import { mayGive } from "./scopes.ts";
import { useEndRole } from "./use-end-role.ts";

/** What the form is about, while it is open. */
type Edited = { role: Role | null } | null;

export function RolesPage() {
  const t = useTexts("settings");
  const [edited, setEdited] = useState<Edited>(null);
  const roles = useQuery(read("GET /v1/roles"));
  const create = useMay("people:write") ? (
    <Button onClick={() => setEdited({ role: null })}>{t("roles.create")}</Button>
  ) : null;
  return (
    <PageFrame title={t("roles.title")} actions={create}>
      <Loaded query={roles} height="24rem">
        {({ data }) => (
          <>
            <OwnRoles roles={data.filter((role) => !role.built_in)} onEdit={(role) => setEdited({ role })} />
            <BuiltInRoles roles={data.filter((role) => role.built_in)} />
            {edited === null ? null : (
              <RoleForm role={edited.role} roles={data} onClose={() => setEdited(null)} />
            )}
          </>
        )}
      </Loaded>
    </PageFrame>
  );
}

type OwnRolesProps = { roles: readonly Role[]; onEdit(role: Role): void };

function OwnRoles({ roles, onEdit }: OwnRolesProps) {
  const t = useTexts("settings");
  const { scopes } = usePerson();
  const mayWrite = useMay("people:write");
  const end = useEndRole();
  return (
    <Panel title={t("roles.own")}>
      {roles.length === 0 ? (
        <EmptyState title={t("roles.none")}>{t("roles.noneDetail")}</EmptyState>
      ) : (
        <ul className={classes["roles"]}>
          {roles.map((role) => (
            <RoleItem key={role.id} role={role}>
              {mayWrite && mayGive(scopes, role.scopes) ? (
                <>
                  <Button size="compact-sm" variant="default" onClick={() => onEdit(role)}>
                    {t("roles.edit")}
                  </Button>
                  <Button size="compact-sm" variant="default" onClick={() => void end(role)}>
                    {t("roles.delete")}
                  </Button>
                </>
              ) : null}
            </RoleItem>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function BuiltInRoles({ roles }: { roles: readonly Role[] }) {
  const t = useTexts("settings");
  return (
    <Panel title={t("roles.builtIn")}>
      <ul className={classes["roles"]}>
        {roles.map((role) => (
          <RoleItem key={role.id} role={role} />
        ))}
      </ul>
    </Panel>
  );
}

// Deletes a role; nobody has it then, so that it can be made again as it was.
import type { Role } from "@waypost/sdk";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { tellOutcome, tellWithUndo } from "../../../parts/tell.tsx";

export function useEndRole(): (role: Role) => Promise<void> {
  const t = useTexts("settings");
  const remove = useChange("DELETE /v1/roles/{id}");
  const create = useChange("POST /v1/roles");
  return async ({ id, name, scopes }) => {
    const tried = t("failed");
    if (!(await tellOutcome(remove.mutateAsync({ params: { id } }), { tried }))) return;
    const undo = (): void => void tellOutcome(create.mutateAsync({ body: { name, scopes } }), { tried });
    tellWithUndo(t("roles.deleted", { name }), t("roles.undo"), undo);
  };
}

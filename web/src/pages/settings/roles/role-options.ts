// The roles that somebody can be given, by the names they have in the reader's language.
import { useQuery } from "@tanstack/react-query";
import { usePerson } from "../../../api/person.ts";
import { read } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { builtInRoles, mayGive } from "./scopes.ts";

type RoleOption = { value: string; label: string; disabled: boolean };

/** None until they are there. Those that may do more than who looks are disabled: the API refuses to give them. */
export function useRoleOptions(): RoleOption[] {
  const { data } = useQuery(read("GET /v1/roles"));
  const { scopes } = usePerson();
  const nameOf = useRoleName();
  return (data?.data ?? []).map(({ id, name, scopes: given }) => ({
    value: id,
    label: nameOf(id, name),
    disabled: !mayGive(scopes, given),
  }));
}

/** Of a role that every workspace has the name is a text of ours; of another, what it was called. */
export function useRoleName(): (id: string, name: string) => string {
  const t = useTexts("settings");
  return (id, name) => {
    const known = builtInRoles.find((each) => each === id);
    return known === undefined ? name : t(`role.${known}`);
  };
}

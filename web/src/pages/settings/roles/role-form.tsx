// Makes a role, or changes one: its name, and what it may do of what one may do oneself.
import { NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Role } from "@waypost/sdk";
import { usePerson } from "../../../api/person.ts";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ModalForm } from "../../../parts/modal-form.tsx";
import { tell } from "../../../parts/tell.tsx";
import { useRoleName } from "./role-options.ts";
import { ScopeLines } from "./scope-lines.tsx";
import { givableBy } from "./scopes.ts";

type RoleFormProps = {
  /** Null makes a new one. */
  role: Role | null;
  /** Those that a new one can begin as. */
  roles: readonly Role[];
  onClose(): void;
};

const nameMax = 60;

/** Mounted with each opening, so that it begins with what is known then. */
export function RoleForm({ role, roles, onClose }: RoleFormProps) {
  const t = useTexts("settings");
  const { scopes: own } = usePerson();
  const create = useChange("POST /v1/roles");
  const update = useChange("PUT /v1/roles/{id}");
  const form = useRoleForm(role);
  const body = { name: form.values.name.trim(), scopes: form.values.scopes };
  const submit = form.onSubmit(async () => {
    const kept =
      role === null ? create.mutateAsync({ body }) : update.mutateAsync({ params: { id: role.id }, body });
    if ((await kept.catch(() => null)) === null) return;
    tell(t("saved"));
    onClose();
  });
  const choose = (scopes: string[]): void => form.setFieldValue("scopes", scopes);
  return (
    <ModalForm
      opened
      onClose={onClose}
      isPending={create.isPending || update.isPending}
      error={create.error ?? update.error}
      title={t(role === null ? "roles.create" : "roles.editTitle")}
      action={t(role === null ? "roles.createAction" : "save")}
      call={
        role === null
          ? { route: "POST /v1/roles", body }
          : { route: "PUT /v1/roles/{id}", params: { id: role.id }, body }
      }
      onSubmit={submit}
    >
      <TextInput
        label={t("roles.name")}
        data-autofocus
        maxLength={nameMax}
        dir="auto"
        {...form.getInputProps("name")}
      />
      {role === null ? <BeginAs roles={roles} onChoose={choose} /> : null}
      <ScopeLines
        offered={givableBy(own)}
        chosen={form.values.scopes}
        error={form.errors["scopes"]}
        onChange={choose}
      />
    </ModalForm>
  );
}

function useRoleForm(role: Role | null) {
  const t = useTexts("settings");
  return useForm({
    initialValues: { name: role?.name ?? "", scopes: role?.scopes ?? [] },
    validate: {
      name: (name) => (name.trim() === "" ? t("roles.nameMissing") : null),
      scopes: (scopes) => (scopes.length === 0 ? t("roles.mayMissing") : null),
    },
  });
}

type BeginAsProps = { roles: readonly Role[]; onChoose(scopes: string[]): void };

/** Of what the role may do, only what one may give. */
function BeginAs({ roles, onChoose }: BeginAsProps) {
  const t = useTexts("settings");
  const { scopes: own } = usePerson();
  const nameOf = useRoleName();
  const choose = (id: string): void => {
    const begun = roles.find((each) => each.id === id)?.scopes ?? [];
    onChoose(begun.filter((scope) => givableBy(own).includes(scope)));
  };
  return (
    <NativeSelect
      label={t("roles.begin")}
      onChange={({ currentTarget: { value } }) => choose(value)}
      data={[
        { value: "", label: t("roles.beginEmpty") },
        ...roles.map(({ id, name }) => ({ value: id, label: nameOf(id, name) })),
      ]}
    />
  );
}

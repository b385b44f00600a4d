// Invites somebody by their address, with the role they will have.
import { NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { InvitationCreated } from "@waypost/sdk";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ModalForm } from "../../../parts/modal-form.tsx";
import { tell } from "../../../parts/tell.tsx";
import { useRoleOptions } from "../roles/role-options.ts";

type InviteFormProps = { opened: boolean; onClose(): void; onMade(made: InvitationCreated): void };

export function InviteForm({ opened, onClose, onMade }: InviteFormProps) {
  const t = useTexts("settings");
  const roles = useRoleOptions();
  const invite = useChange("POST /v1/invitations");
  const form = useForm({
    initialValues: { email: "", role: "agent" },
    validate: { email: (email) => (/^[^@\s]+@[^@\s]+$/.test(email.trim()) ? null : t("people.emailWrong")) },
  });
  const body = { email: form.values.email.trim(), role: form.values.role };
  const submit = form.onSubmit(async () => {
    const made = await invite.mutateAsync({ body }).catch(() => null);
    if (made === null) return;
    form.reset();
    onClose();
    if (made.mailed) tell(t("people.mailed"));
    onMade(made);
  });
  return (
    <ModalForm
      {...{ opened, onClose, isPending: invite.isPending, error: invite.error }}
      title={t("people.invite")}
      action={t("people.inviteAction")}
      call={{ route: "POST /v1/invitations", body }}
      onSubmit={submit}
    >
      <TextInput
        type="email"
        label={t("profile.email")}
        dir="ltr"
        data-autofocus
        {...form.getInputProps("email")}
      />
      <NativeSelect label={t("people.role")} data={roles} {...form.getInputProps("role")} />
    </ModalForm>
  );
}

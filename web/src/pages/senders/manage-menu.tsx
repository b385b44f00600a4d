// What is done with a sender as a whole: named, made the default, paused, deleted.
import { Button, Group, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import type { Sender } from "@waypost/sdk";
import { useNavigate } from "@tanstack/react-router";
import { useChange } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { ModalForm } from "../../parts/modal-form.tsx";
import { tell, tellWithUndo } from "../../parts/tell.tsx";
import { TypedConfirmation } from "../../parts/typed-confirmation.tsx";

export function ManageMenu({ sender }: { sender: Sender }) {
  const t = useTexts("senders");
  const [isNaming, naming] = useDisclosure(false);
  const change = useChange("PATCH /v1/senders/{id}");
  const params = { id: sender.id };
  const isPaused = sender.health.state === "paused";
  const pause = (paused: boolean): void =>
    change.mutate(
      { params, body: { paused } },
      {
        onSuccess: () =>
          tellWithUndo(t(paused ? "manage.paused" : "manage.resumed"), t("undo"), () => pause(!paused)),
      },
    );
  const button = { size: "xs", variant: "default" } as const;
  return (
    <Group gap="xs">
      <Button {...button} loading={change.isPending} onClick={() => pause(!isPaused)}>
        {isPaused ? t("manage.resume") : t("manage.pause")}
      </Button>
      {sender.default ? null : (
        <Button {...button} onClick={() => change.mutate({ params, body: { default: true } })}>
          {t("manage.default")}
        </Button>
      )}
      <Button {...button} onClick={naming.open}>
        {t("manage.rename")}
      </Button>
      <Delete sender={sender} />
      {change.error === null ? null : <ErrorCard error={change.error} />}
      {isNaming ? <Rename sender={sender} onClose={naming.close} /> : null}
    </Group>
  );
}

function Rename({ sender: { id, name }, onClose }: { sender: Sender; onClose(): void }) {
  const t = useTexts("senders");
  const change = useChange("PATCH /v1/senders/{id}");
  const form = useForm({
    initialValues: { name },
    validate: { name: (given) => (given.trim() === "" ? t("add.nameEmpty") : null) },
  });
  const given = { params: { id }, body: form.values };
  return (
    <ModalForm
      opened
      {...{ onClose, isPending: change.isPending, error: change.error }}
      title={t("manage.rename")}
      action={t("save")}
      call={{ route: "PATCH /v1/senders/{id}", ...given }}
      onSubmit={form.onSubmit(async () => {
        if ((await change.mutateAsync(given).catch(() => null)) === null) return;
        tell(t("saved"));
        onClose();
      })}
    >
      <TextInput
        label={t("column.name")}
        maxLength={100}
        dir="auto"
        data-autofocus
        {...form.getInputProps("name")}
      />
    </ModalForm>
  );
}

function Delete({ sender: { id, name } }: { sender: Sender }) {
  const t = useTexts("senders");
  const navigate = useNavigate();
  const [isOpen, dialog] = useDisclosure(false);
  const remove = useChange("DELETE /v1/senders/{id}");
  const confirm = async (): Promise<void> => {
    dialog.close();
    if (
      !(await remove.mutateAsync({ params: { id } }).then(
        () => true,
        () => false,
      ))
    )
      return;
    tell(t("manage.deleted"));
    await navigate({ to: "/senders" });
  };
  return (
    <>
      <Button size="xs" variant="default" loading={remove.isPending} onClick={dialog.open}>
        {t("manage.delete")}
      </Button>
      {remove.error === null ? null : <ErrorCard error={remove.error} />}
      <TypedConfirmation
        opened={isOpen}
        title={t("manage.delete")}
        consequence={t("manage.deleteDetail")}
        word={name}
        action={t("manage.delete")}
        onConfirm={() => void confirm()}
        onClose={dialog.close}
      />
    </>
  );
}

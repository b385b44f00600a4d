// What is done with a sender as a whole: named, made the default, paused, given new keys, deleted.
import { Button, Group } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import type { Sender } from "@waypost/sdk";
import { useNavigate } from "@tanstack/react-router";
import { useChange } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { ModalForm } from "../../parts/modal-form.tsx";
import { tell, tellWithUndo } from "../../parts/tell.tsx";
import { TypedDeed } from "../../parts/typed-deed.tsx";
import { Credentials } from "./connect/credentials.tsx";
import { NameField, useNameCheck } from "./name-field.tsx";
import { useSenderChange } from "./use-sender-change.ts";

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
      <Credentials sender={sender} />
      <Delete sender={sender} />
      {change.error === null ? null : <ErrorCard error={change.error} />}
      {isNaming ? <Rename sender={sender} onClose={naming.close} /> : null}
    </Group>
  );
}

function Rename({ sender: { id, name }, onClose }: { sender: Sender; onClose(): void }) {
  const t = useTexts("senders");
  const form = useForm({ initialValues: { name }, validate: { name: useNameCheck() } });
  const { dialog, save } = useSenderChange(id, form.values, onClose);
  return (
    <ModalForm {...dialog} title={t("manage.rename")} onSubmit={form.onSubmit(save)}>
      <NameField given={form.getInputProps("name")} />
    </ModalForm>
  );
}

function Delete({ sender: { id, name } }: { sender: Sender }) {
  const t = useTexts("senders");
  const navigate = useNavigate();
  const remove = useChange("DELETE /v1/senders/{id}");
  const run = (): void =>
    void remove.mutateAsync({ params: { id } }).then(
      async () => {
        tell(t("manage.deleted"));
        await navigate({ to: "/senders" });
      },
      // Its card stands beside the button.
      () => undefined,
    );
  return (
    <>
      <TypedDeed
        button={{ size: "xs", loading: remove.isPending }}
        title={t("manage.delete")}
        consequence={t("manage.deleteDetail")}
        word={name}
        action={t("manage.delete")}
        onConfirm={run}
      />
      {remove.error === null ? null : <ErrorCard error={remove.error} />}
    </>
  );
}

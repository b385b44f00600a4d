// Sends one text to one person; the same as a call is one click away.
import { Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useNavigate } from "@tanstack/react-router";
import { useMode } from "../../api/mode.ts";
import { useChange } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ModalForm } from "../../parts/modal-form.tsx";
import { tell } from "../../parts/tell.tsx";

type SendMessageProps = { opened: boolean; onClose(): void };

export function SendMessage({ opened, onClose }: SendMessageProps) {
  const t = useTexts("messages");
  const mode = useMode();
  const navigate = useNavigate();
  const send = useChange("POST /v1/messages");
  const form = useForm({
    initialValues: { to: mode === "test" ? simulatedPerson : "", body: "" },
    validate: {
      to: (to) => (/^\+\d{7,15}$/.test(phoneOf(to)) ? null : t("send.toWrong")),
      body: (body) => (body.trim() === "" ? t("send.bodyEmpty") : null),
    },
  });
  const message = { to: phoneOf(form.values.to), type: "text", text: { body: form.values.body } } as const;
  const submit = form.onSubmit(async () => {
    // Awaited, not told by a callback: the button that opened this may be gone by then.
    const sent = await send.mutateAsync({ body: message }).catch(() => null);
    if (sent === null) return;
    tell(t("send.done"));
    form.reset();
    onClose();
    await navigate({ to: "/messages", search: { message: sent.id } });
  });
  return (
    <ModalForm
      {...{ opened, onClose, isPending: send.isPending, error: send.error }}
      title={t("send.title")}
      action={t("send.action")}
      call={{ route: "POST /v1/messages", body: message }}
      onSubmit={submit}
    >
      <TextInput
        label={t("send.to")}
        description={mode === "test" ? t("send.toTest") : t("send.toHint")}
        type="tel"
        dir="ltr"
        data-autofocus
        {...form.getInputProps("to")}
      />
      <Textarea
        label={t("send.body")}
        autosize
        minRows={3}
        maxRows={10}
        dir="auto"
        {...form.getInputProps("body")}
      />
      <Text size="xs" c="dimmed">
        {t("send.format")}
      </Text>
    </ModalForm>
  );
}

/** Of the sandbox: reads and replies. */
const simulatedPerson = "+14155550123";

/** As people write numbers: with spaces, brackets and dashes. */
function phoneOf(typed: string): string {
  return typed.replaceAll(/[\s().-]/g, "");
}

// New keys for a number that is there: a token that ran out, a key that was changed at the provider, another proxy.
import { Button } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import type { Sender } from "@waypost/sdk";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ModalForm } from "../../../parts/modal-form.tsx";
import { hasLink, isAtRest } from "../state.ts";
import { useSenderChange } from "../use-sender-change.ts";
import { ConfigFields } from "./config-fields.tsx";
import { configOf, credentialsOf, withoutSecrets } from "./roads.ts";

export function Credentials({ sender }: { sender: Sender }) {
  const t = useTexts("senders");
  const [isOpen, dialog] = useDisclosure(false);
  if (credentialsOf(sender.transport).length === 0) return null;
  const title = isPhone(sender) ? t("field.proxy_url") : t("credentials.title");
  return (
    <>
      <Button size="xs" variant="default" onClick={dialog.open}>
        {title}
      </Button>
      {isOpen ? <Change {...{ sender, title }} onClose={dialog.close} /> : null}
    </>
  );
}

/** There is one thing to give to a linked phone, and to give nothing takes it away. */
function isPhone({ transport }: Sender): boolean {
  return transport === "whatsapp_web";
}

function Change({ sender, title, onClose }: { sender: Sender; title: string; onClose(): void }) {
  const fields = credentialsOf(sender.transport);
  const form = useForm<{ config: Record<string, string> }>({ initialValues: { config: {} } });
  const given = configOf(fields, form.values.config);
  const config = isPhone(sender) ? { proxy_url: given["proxy_url"] ?? null } : given;
  const { dialog, save } = useSenderChange(sender.id, { config }, onClose);
  const restart = useChange("POST /v1/senders/{id}/session/restart");
  const submit = async (): Promise<void> => {
    if (!(await save()) || !hasLink(sender) || isAtRest(sender)) return;
    // Its link was made with the old ones; should that fail, its page says so.
    await restart.mutateAsync({ params: { id: sender.id } }).catch(() => null);
  };
  const call = { ...dialog.call, body: { config: { ...config, ...withoutSecrets(fields, given) } } };
  return (
    <ModalForm {...dialog} {...{ call, title }} onSubmit={form.onSubmit(submit)}>
      <ConfigFields
        fields={fields}
        givenOf={(name) => form.getInputProps(`config.${name}`)}
        isChange={!isPhone(sender)}
      />
    </ModalForm>
  );
}

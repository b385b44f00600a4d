// A new sender: the road it sends over is chosen, and what that road needs is asked for.
import { Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useMode } from "../../api/mode.ts";
import { useTexts } from "../../i18n/texts.ts";
import { CopyText } from "../../parts/copy-text.tsx";
import { ModalForm } from "../../parts/modal-form.tsx";
import { ConfigFields } from "./connect/config-fields.tsx";
import { RoadChoice } from "./connect/road-choice.tsx";
import { configOf, fieldsOf, type Road, roads, usual, withoutSecrets } from "./connect/roads.ts";
import { redirectUriOf } from "./connect/signup-address.ts";
import { useAdd } from "./connect/use-add.ts";
import { useSignup } from "./connect/use-signup.ts";
import { WebhookTold } from "./connect/webhook-told.tsx";
import { NameField, useNameCheck } from "./name-field.tsx";

export function AddSender({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const t = useTexts("senders");
  const mode = useMode();
  const [road, setRoad] = useState<Road>(roads[mode][0]);
  const isSignup = road === "embedded_signup";
  const signup = useSignup({ isWanted: opened && isSignup });
  const nameCheck = useNameCheck();
  const form = useForm<{ name: string; config: Record<string, string> }>({
    initialValues: { name: "", config: usual },
    validate: { name: (name) => (isSignup ? null : nameCheck(name)) },
  });
  const add = useAdd(() => {
    form.reset();
    onClose();
  });
  const fields = fieldsOf(road, mode);
  const config = configOf(fields, form.values.config);
  const { name } = form.values;
  const submit = (): Promise<void> => (isSignup ? signup.submit(config) : add.submit({ road, name, config }));
  const shown = withoutSecrets(fields, config);
  return (
    <>
      <ModalForm
        {...{ opened, onClose }}
        isWide
        isPending={add.isPending || signup.isPending}
        error={isSignup ? signup.error : add.error}
        title={t("add.title")}
        action={isSignup ? t("signup.action") : t("add.action")}
        call={
          isSignup
            ? signup.call(shown)
            : { route: "POST /v1/senders", body: { name, transport: road, config: shown } }
        }
        onSubmit={form.onSubmit(submit)}
      >
        <RoadChoice
          roads={roads[mode]}
          chosen={road}
          onChange={(chosen) => {
            setRoad(chosen);
            form.setFieldValue("config", usual);
          }}
        />
        {isSignup ? (
          <SignupHint keptId={signup.kept?.app_id ?? null} />
        ) : (
          <NameField given={form.getInputProps("name")} />
        )}
        <ConfigFields
          fields={fields}
          givenOf={(field) => form.getInputProps(`config.${field}`)}
          isChange={isSignup && signup.kept !== null}
        />
      </ModalForm>
      <WebhookTold told={add.told} onClose={add.goOn} />
    </>
  );
}

function SignupHint({ keptId }: { keptId: string | null }) {
  const t = useTexts("senders");
  const mode = useMode();
  if (mode === "test") return <Text size="sm">{t("signup.sandbox")}</Text>;
  return (
    <Text size="sm">
      {t("signup.redirect")} <CopyText text={redirectUriOf(location.origin)} />
      {keptId === null ? null : ` ${t("signup.kept", { id: keptId })}`}
    </Text>
  );
}

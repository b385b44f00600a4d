// A new sender: one in the sandbox, a phone that is linked by its QR code, or a number of the Cloud API.
import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Body } from "@waypost/sdk";
import { useNavigate } from "@tanstack/react-router";
import { useMode } from "../../api/mode.ts";
import { useChange } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ModalForm } from "../../parts/modal-form.tsx";
import { tell } from "../../parts/tell.tsx";
import { cloudApiFields, type CloudApiValues, configOf, emptyCloudApi } from "./cloud-api-form.ts";
import { NameField, useNameCheck } from "./name-field.tsx";
import classes from "./senders.module.css";

/** Those the dashboard sets up; others come through the API. */
const roads = { test: ["sandbox", "whatsapp_web"], live: ["whatsapp_web", "cloud_api"] } as const;
type Road = (typeof roads)[keyof typeof roads][number];

export function AddSender({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const t = useTexts("senders");
  const mode = useMode();
  const add = useAdd(onClose);
  const form = useForm<{ road: Road; name: string } & CloudApiValues>({
    initialValues: { road: roads[mode][0], name: "", ...emptyCloudApi },
    validate: { name: useNameCheck() },
  });
  const { road, name, ...values } = form.values;
  const body = {
    name,
    transport: road,
    ...(road === "cloud_api" ? { config: configOf(values) } : {}),
  };
  return (
    <ModalForm
      {...{ opened, onClose, isPending: add.isPending, error: add.error }}
      title={t("add.title")}
      action={t("add.action")}
      call={{ route: "POST /v1/senders", body: withoutSecrets(body) }}
      onSubmit={form.onSubmit(() => add.submit(body).then((added) => (added ? form.reset() : undefined)))}
    >
      <fieldset className={classes["choices"]}>
        <legend>{t("add.road")}</legend>
        {roads[mode].map((each) => (
          <label key={each} className={classes["choice"]}>
            <input
              type="radio"
              name="road"
              checked={road === each}
              onChange={() => form.setFieldValue("road", each)}
            />
            <strong>{t(`transport.${each}`)}</strong>
            <small>{t(`add.${each}`)}</small>
          </label>
        ))}
      </fieldset>
      <NameField given={form.getInputProps("name")} />
      {road === "cloud_api"
        ? cloudApiFields.map(({ name: field, isSecret, isOptional }) => (
            <TextInput
              key={field}
              label={t(`cloud.${field}`)}
              description={t(`cloud.${field}.where`)}
              required={!isOptional}
              type={isSecret ? "password" : "text"}
              autoComplete="off"
              dir="ltr"
              {...form.getInputProps(field)}
            />
          ))
        : null}
    </ModalForm>
  );
}

/** Whoever is added is shown; a phone is started at once, so that its code is there to scan. */
function useAdd(onClose: () => void) {
  const t = useTexts("senders");
  const navigate = useNavigate();
  const create = useChange("POST /v1/senders");
  const start = useChange("POST /v1/senders/{id}/session/start");
  const check = useChange("POST /v1/senders/{id}/onboarding");
  const submit = async (body: Body<"POST /v1/senders">): Promise<boolean> => {
    const made = await create.mutateAsync({ body }).catch(() => null);
    if (made === null) return false;
    const params = { id: made.id };
    // Its page says what came of it, and offers it again.
    if (made.transport === "whatsapp_web") await start.mutateAsync({ params }).catch(() => null);
    if (made.transport === "cloud_api") void check.mutateAsync({ params, body: {} }).catch(() => null);
    tell(t("add.done"));
    onClose();
    await navigate({ to: "/senders/$id", params });
    return true;
  };
  return { submit, isPending: create.isPending || start.isPending, error: create.error };
}

/** A line that is copied ends up in histories and chats. */
function withoutSecrets(body: { config?: Readonly<Record<string, string>> }): object {
  const { config } = body;
  if (config === undefined) return body;
  const secrets = new Set<string>(cloudApiFields.flatMap(({ name, isSecret }) => (isSecret ? [name] : [])));
  const shown = Object.entries(config).map(([name, value]) => [name, secrets.has(name) ? "…" : value]);
  return { ...body, config: Object.fromEntries(shown) as object };
}

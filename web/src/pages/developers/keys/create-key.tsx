// Makes an API key: its name, whether it is for real, what it may do, from where, how fast and how long.
import { NumberInput, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { ApiKeyCreated, Body } from "@waypost/sdk";
import { type Mode, useMode } from "../../../api/mode.ts";
import { usePerson } from "../../../api/person.ts";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ModalForm } from "../../../parts/modal-form.tsx";
import { ScopeChoice } from "./scope-choice.tsx";
import { firstScopes, networksIn } from "./scopes.ts";

type CreateKeyProps = { opened: boolean; onClose(): void; onMade(made: ApiKeyCreated): void };

export function CreateKey({ opened, onClose, onMade }: CreateKeyProps) {
  const t = useTexts("developers");
  const create = useChange("POST /v1/api-keys");
  const form = useKeyForm();
  const body = bodyOf(form.values);
  const submit = form.onSubmit(async () => {
    const made = await create.mutateAsync({ body }).catch(() => null);
    if (made === null) return;
    form.reset();
    onClose();
    onMade(made);
  });
  return (
    <ModalForm
      {...{ opened, onClose, isPending: create.isPending, error: create.error }}
      title={t("keys.create")}
      action={t("keys.createAction")}
      call={{ route: "POST /v1/api-keys", body }}
      onSubmit={submit}
    >
      <TextInput label={t("column.name")} data-autofocus dir="auto" {...form.getInputProps("name")} />
      <SegmentedControl
        aria-label={t("column.mode")}
        data={(["test", "live"] as const).map((value) => ({ value, label: t(`mode.${value}`) }))}
        {...form.getInputProps("mode")}
      />
      <ScopeChoice
        error={form.errors["scopes"]}
        chosen={form.values.scopes}
        onChange={(scopes) => form.setFieldValue("scopes", scopes)}
      />
      <TextInput
        type="date"
        label={t("keys.ends")}
        description={t("keys.endsHint")}
        {...form.getInputProps("ends")}
      />
      <NumberInput
        label={t("keys.pace")}
        min={1}
        allowDecimal={false}
        hideControls
        {...form.getInputProps("pace")}
      />
      <Textarea
        label={t("keys.networks")}
        description={t("keys.networksHint")}
        dir="ltr"
        {...form.getInputProps("networks")}
      />
    </ModalForm>
  );
}

type Wanted = {
  name: string;
  mode: Mode;
  scopes: string[];
  ends: string;
  pace: number | string;
  networks: string;
};

function useKeyForm() {
  const t = useTexts("developers");
  const mode = useMode();
  const { scopes } = usePerson();
  const initialValues: Wanted = {
    name: "",
    mode,
    scopes: firstScopes(scopes),
    ends: "",
    pace: "",
    networks: "",
  };
  return useForm({
    initialValues,
    validate: {
      name: (name) => (name.trim() === "" ? t("nameMissing") : null),
      scopes: (chosen) => (chosen.length === 0 ? t("keys.scopesMissing") : null),
    },
  });
}

function bodyOf({ name, mode, scopes, ends, pace, networks }: Wanted): Body<"POST /v1/api-keys"> {
  const allowed = networksIn(networks);
  return {
    name: name.trim(),
    mode,
    scopes,
    // To the end of the day, where the reader is.
    ...(ends === "" ? {} : { expires_at: new Date(`${ends}T23:59:59`).toISOString() }),
    ...(typeof pace === "number" ? { requests_per_second: pace } : {}),
    ...(allowed.length === 0 ? {} : { allowed_networks: allowed }),
  };
}

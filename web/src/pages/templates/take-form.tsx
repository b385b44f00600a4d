// Takes a ready-made template over: what it is called here, and where its links and calls lead.
import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useNavigate } from "@tanstack/react-router";
import type { LibraryTemplate } from "@waypost/sdk";
import { useChange } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ModalForm } from "../../parts/modal-form.tsx";
import { tell } from "../../parts/tell.tsx";
import { nameOf } from "./form.ts";
import { askedIn, takenOf } from "./library.ts";

type TakeFormProps = { template: LibraryTemplate; onClose(): void };

/** Mounted for one template. */
export function TakeForm({ template, onClose }: TakeFormProps) {
  const t = useTexts("templates");
  const navigate = useNavigate();
  const take = useChange("POST /v1/template-library");
  const asked = askedIn(template);
  const form = useForm({
    initialValues: { name: template.name, targets: asked.map(() => "") },
    validate: {
      name: (name) => (nameOf(name) === "" ? t("nameHint") : null),
      targets: (targets) => (targets.some((target) => target.trim() === "") ? t("library.targets") : null),
    },
  });
  const body = takenOf(template, nameOf(form.values.name), form.values.targets);
  const submit = form.onSubmit(async () => {
    const taken = await take.mutateAsync({ body }).catch(() => null);
    if (taken === null) return;
    tell(t("library.taken"));
    onClose();
    await navigate({ to: "/templates" });
  });
  return (
    <ModalForm
      opened
      {...{ onClose, isPending: take.isPending, error: take.error }}
      title={t("library.take")}
      action={t("library.take")}
      call={{ route: "POST /v1/template-library", body }}
      onSubmit={submit}
    >
      <TextInput
        label={t("name")}
        description={t("nameHint")}
        dir="ltr"
        data-autofocus
        {...form.getInputProps("name")}
      />
      {asked.map(({ type, text }, place) => (
        <TextInput
          // oxlint-disable-next-line react/no-array-index-key -- two buttons may say the same
          key={place}
          label={<bdi>{text}</bdi>}
          description={t(type === "URL" ? "library.address" : "library.number")}
          dir="ltr"
          {...form.getInputProps(`targets.${String(place)}`)}
          error={form.errors["targets"]}
        />
      ))}
    </ModalForm>
  );
}

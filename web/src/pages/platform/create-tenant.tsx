// Makes a tenant and invites its owner.
import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useOwnChange } from "../../api/person-routes.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ModalForm } from "../../parts/modal-form.tsx";
import { ShownOnce } from "../../parts/shown-once.tsx";
import { tell } from "../../parts/tell.tsx";
import { slugOf } from "./filters.ts";

type CreateTenantProps = { opened: boolean; onClose(): void };

export function CreateTenant({ opened, onClose }: CreateTenantProps) {
  const t = useTexts("platform");
  const create = useOwnChange("POST /v1/platform/tenants");
  const [link, setLink] = useState<string | null>(null);
  const form = useForm({
    initialValues: { name: "", slug: "", owner: "" },
    validate: {
      name: (name, values) => (slugOf(name) === "" && values.slug === "" ? t("create.nameless") : null),
    },
  });
  const { name, slug, owner } = form.values;
  const body = {
    name: name.trim(),
    slug: slug === "" ? slugOf(name) : slug,
    ...(owner.trim() === "" ? {} : { owner_email: owner.trim() }),
  };
  const submit = form.onSubmit(async () => {
    const made = await create.mutateAsync({ body }).catch(() => null);
    if (made === null) return;
    form.reset();
    onClose();
    tell(t("create.done"));
    setLink(made.invitation?.link ?? null);
  });
  return (
    <>
      <ModalForm
        {...{ opened, onClose, isPending: create.isPending, error: create.error }}
        title={t("create.open")}
        action={t("create.action")}
        call={{ route: "POST /v1/platform/tenants", body }}
        onSubmit={submit}
      >
        <TextInput label={t("column.name")} data-autofocus dir="auto" {...form.getInputProps("name")} />
        <TextInput
          label={t("column.slug")}
          placeholder={slugOf(name)}
          dir="ltr"
          {...form.getInputProps("slug")}
        />
        <TextInput
          type="email"
          label={t("create.owner")}
          description={t("create.ownerHint")}
          dir="ltr"
          {...form.getInputProps("owner")}
        />
      </ModalForm>
      <ShownOnce
        secret={link}
        title={t("create.link")}
        hint={t("create.linkHint")}
        done={t("create.linkDone")}
        onClose={() => setLink(null)}
      />
    </>
  );
}

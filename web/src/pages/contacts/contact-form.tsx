// Adds a person, or changes what is known about one.
import { Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Contact } from "@waypost/sdk";
import { useChange } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ModalForm } from "../../parts/modal-form.tsx";
import { tell } from "../../parts/tell.tsx";
import { attributesOf, linesOf } from "./attributes.ts";

/** Mounted with each opening, so that it begins with what is known then. */
export function ContactForm({ contact, onClose }: { contact?: Contact; onClose(): void }) {
  const t = useTexts("contacts");
  const add = useChange("POST /v1/contacts");
  const update = useChange("PATCH /v1/contacts/{id}");
  const form = useForm({
    initialValues: {
      phone: contact?.phone ?? "",
      name: contact?.name ?? "",
      language: contact?.language ?? "",
      tags: contact?.tags.join(", ") ?? "",
      attributes: linesOf(contact?.attributes ?? {}),
    },
    validate: {
      phone: (phone) =>
        contact !== undefined || /^\+\d{7,15}$/.test(phoneOf(phone)) ? null : t("phoneWrong"),
    },
  });
  const { phone, name, language, tags, attributes } = form.values;
  const fields = {
    name: textOf(name),
    language: textOf(language),
    tags: tags
      .split(",")
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ""),
    attributes: attributesOf(attributes, contact?.attributes),
  };
  const created = { phone: phoneOf(phone), ...fields };
  const submit = form.onSubmit(async () => {
    const change =
      contact === undefined
        ? add.mutateAsync({ body: created })
        : update.mutateAsync({ params: { id: contact.id }, body: fields });
    const kept = await change.catch(() => null);
    if (kept === null) return;
    tell(t("kept"));
    onClose();
  });
  return (
    <ModalForm
      opened
      onClose={onClose}
      isPending={add.isPending || update.isPending}
      error={add.error ?? update.error}
      title={contact === undefined ? t("add") : t("edit")}
      action={t("keep")}
      call={
        contact === undefined
          ? { route: "POST /v1/contacts", body: created }
          : { route: "PATCH /v1/contacts/{id}", params: { id: contact.id }, body: fields }
      }
      onSubmit={submit}
    >
      {contact === undefined ? (
        <TextInput label={t("phone")} type="tel" dir="ltr" data-autofocus {...form.getInputProps("phone")} />
      ) : null}
      <TextInput label={t("name")} dir="auto" {...form.getInputProps("name")} />
      <TextInput label={t("language")} dir="ltr" {...form.getInputProps("language")} />
      <TextInput label={t("tags")} description={t("tagsHint")} dir="auto" {...form.getInputProps("tags")} />
      <Textarea
        label={t("attributes")}
        description={t("attributesHint")}
        autosize
        dir="auto"
        {...form.getInputProps("attributes")}
      />
    </ModalForm>
  );
}

function textOf(typed: string): string | null {
  return typed.trim() === "" ? null : typed.trim();
}

/** As people write numbers: with spaces, brackets and dashes. */
function phoneOf(typed: string): string {
  return typed.replaceAll(/[\s().-]/g, "");
}

// Chooses how a number is protected: a preset, and figures of one's own where the preset's do not fit.
import { NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Protection } from "@waypost/sdk";
import { useTexts } from "../../i18n/texts.ts";
import { ModalForm } from "../../parts/modal-form.tsx";
import { asPreset, presets, type Settings, settingsOf, shownOf } from "./protection.ts";
import { useSenderChange } from "./use-sender-change.ts";

type ProtectionFormProps = { id: string; protection: Protection; onClose(): void };

export function ProtectionForm({ id, protection, onClose }: ProtectionFormProps) {
  const t = useTexts("senders");
  const form = useForm<Settings>({ initialValues: shownOf(protection) });
  const { dialog, save } = useSenderChange(id, { protection: settingsOf(form.values) }, onClose);
  const figure = { type: "number", dir: "ltr", placeholder: t("protection.asPreset") } as const;
  return (
    <ModalForm {...dialog} title={t("panel.protection")} onSubmit={form.onSubmit(save)}>
      <NativeSelect
        label={t("protection.preset")}
        value={form.values.preset}
        // Figures of one preset make no sense under another.
        onChange={({ currentTarget: { value } }) => form.setValues(asPreset(value))}
        data={presets.map((value) => ({ value, label: t(`preset.${value}`) }))}
      />
      <TextInput label={t("protection.cap")} {...figure} {...form.getInputProps("cap")} />
      <TextInput label={t("protection.newChats")} {...figure} {...form.getInputProps("newChats")} />
      <TextInput label={t("protection.gap")} {...figure} {...form.getInputProps("gap")} />
      <NativeSelect
        label={t("protection.quiet")}
        data={[
          { value: "preset", label: t("protection.asPreset") },
          { value: "none", label: t("no") },
          { value: "own", label: t("protection.own") },
        ]}
        {...form.getInputProps("quiet")}
      />
      {form.values.quiet === "own" ? (
        <>
          <TextInput type="time" label={t("protection.from")} {...form.getInputProps("from")} />
          <TextInput type="time" label={t("protection.to")} {...form.getInputProps("to")} />
        </>
      ) : null}
      <NativeSelect
        label={t("protection.typing")}
        data={[
          { value: "preset", label: t("protection.asPreset") },
          { value: "yes", label: t("yes") },
          { value: "no", label: t("no") },
        ]}
        {...form.getInputProps("typing")}
      />
      <TextInput
        label={t("protection.zone")}
        dir="ltr"
        placeholder={t("protection.zoneHint")}
        {...form.getInputProps("zone")}
      />
    </ModalForm>
  );
}

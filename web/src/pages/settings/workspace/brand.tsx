// The brand: a name, a picture, a colour, and where people find help; and how that looks together.
import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Tenant } from "@waypost/sdk";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Beside } from "../../../parts/beside.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { tell } from "../../../parts/tell.tsx";
import { SettingsForm } from "../settings-form.tsx";
import classes from "../settings.module.css";
import { type BrandForm, brandOf, formOf, isColor } from "./brand-form.ts";
import { BrandLook } from "./brand-look.tsx";
import { ColorField } from "./color-field.tsx";
import { LogoField } from "./logo-field.tsx";

export function Brand({ tenant }: { tenant: Tenant }) {
  const t = useTexts("settings");
  const patch = useChange("PATCH /v1/tenant");
  const form = useForm<BrandForm>({
    initialValues: formOf(tenant.brand),
    validate: { color: (color) => (color === "" || isColor(color) ? null : t("brand.colorWrong")) },
  });
  const { values } = form;
  const body = { brand: brandOf(values) };
  const submit = form.onSubmit(async () => {
    if ((await patch.mutateAsync({ body }).catch(() => null)) !== null) tell(t("saved"));
  });
  return (
    <Panel title={t("brand.title")}>
      <Beside>
        <SettingsForm change={patch} call={{ route: "PATCH /v1/tenant", body }} onSubmit={submit}>
          <div className={classes["column"]}>
            <TextInput
              label={t("brand.name")}
              placeholder={tenant.name}
              maxLength={100}
              dir="auto"
              {...form.getInputProps("name")}
            />
            <LogoField logo={values.logo} onChange={(logo) => form.setFieldValue("logo", logo)} />
            <ColorField
              value={values.color}
              error={form.errors["color"]}
              onChange={(color) => form.setFieldValue("color", color)}
            />
            <TextInput
              type="email"
              label={t("brand.email")}
              dir="ltr"
              maxLength={254}
              {...form.getInputProps("email")}
            />
            <TextInput type="url" label={t("brand.url")} dir="ltr" {...form.getInputProps("url")} />
          </div>
        </SettingsForm>
        <BrandLook brand={values} fallback={tenant.name} />
      </Beside>
    </Panel>
  );
}

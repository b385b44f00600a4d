// What a workspace is called and where it is: by its clock days begin, by its country numbers are read.
import { NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Tenant } from "@waypost/sdk";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Panel } from "../../../parts/panel.tsx";
import { tell } from "../../../parts/tell.tsx";
import { SettingsForm } from "../settings-form.tsx";
import classes from "../settings.module.css";
import { placeOf, type PlaceForm, wantedOf } from "./place-form.ts";

export function Place({ tenant }: { tenant: Tenant }) {
  const t = useTexts("settings");
  const patch = useChange("PATCH /v1/tenant");
  const form = useForm<PlaceForm>({ initialValues: placeOf(tenant) });
  const body = wantedOf(form.values);
  const submit = form.onSubmit(async () => {
    if ((await patch.mutateAsync({ body }).catch(() => null)) !== null) tell(t("saved"));
  });
  const zones = new Set([tenant.time_zone, ...Intl.supportedValuesOf("timeZone")]);
  return (
    <Panel title={t("place.title")}>
      <SettingsForm change={patch} call={{ route: "PATCH /v1/tenant", body }} onSubmit={submit}>
        <div className={classes["column"]}>
          <TextInput
            label={t("place.name")}
            required
            maxLength={100}
            dir="auto"
            {...form.getInputProps("name")}
          />
          <NativeSelect label={t("place.zone")} data={[...zones]} {...form.getInputProps("zone")} />
          <TextInput
            label={t("place.language")}
            description={t("place.languageHint")}
            required
            maxLength={35}
            dir="ltr"
            {...form.getInputProps("language")}
          />
          <TextInput
            label={t("place.country")}
            description={t("place.countryHint")}
            pattern="[A-Za-z]{2}"
            maxLength={2}
            dir="ltr"
            {...form.getInputProps("country")}
          />
        </div>
      </SettingsForm>
    </Panel>
  );
}

// One's own account: name, password, authenticator, and where one is signed in.
import { Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { callGate } from "../../../api/gates.ts";
import { useOwnChange } from "../../../api/person-routes.ts";
import { me, usePerson } from "../../../api/person.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { PageFrame } from "../../../parts/page-frame.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { tell } from "../../../parts/tell.tsx";
import { Authenticator } from "./authenticator.tsx";
import { Sessions } from "./sessions.tsx";

export function ProfilePage() {
  const t = useTexts("settings");
  return (
    <PageFrame title={t("profile.title")}>
      <Name />
      <Password />
      <Authenticator />
      <Sessions />
    </PageFrame>
  );
}

function Name() {
  const t = useTexts("settings");
  const client = useQueryClient();
  const { name, email } = usePerson();
  const form = useForm({ initialValues: { name } });
  const rename = useMutation({
    mutationFn: (given: { name: string }) => callGate("PATCH /v1/me", given),
    onSuccess: (person) => {
      client.setQueryData(me.queryKey, person);
      tell(t("saved"));
    },
  });
  return (
    <Panel title={t("profile.who")}>
      <form onSubmit={form.onSubmit((values) => rename.mutate(values))}>
        <Stack maw="26rem">
          <TextInput label={t("profile.email")} value={email} readOnly dir="ltr" />
          <TextInput label={t("profile.name")} required dir="auto" {...form.getInputProps("name")} />
          {rename.error === null ? null : <ErrorCard error={rename.error} />}
          <Group>
            <Button type="submit" loading={rename.isPending}>
              {t("save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

function Password() {
  const t = useTexts("settings");
  const client = useQueryClient();
  const change = useOwnChange("POST /v1/me/password");
  const form = useForm({ initialValues: { current: "", password: "" } });
  const submit = form.onSubmit(async (body) => {
    const person = await change.mutateAsync({ body }).catch(() => null);
    if (person === null) return;
    client.setQueryData(me.queryKey, person);
    form.reset();
    tell(t("password.done"));
  });
  const shown = { visibilityToggleButtonProps: { "aria-label": t("password.show") }, required: true };
  return (
    <Panel title={t("password.title")}>
      <form onSubmit={submit}>
        <Stack maw="26rem">
          <PasswordInput
            label={t("password.current")}
            autoComplete="current-password"
            {...shown}
            {...form.getInputProps("current")}
          />
          <PasswordInput
            label={t("password.new")}
            description={t("password.hint")}
            autoComplete="new-password"
            minLength={12}
            {...shown}
            {...form.getInputProps("password")}
          />
          {change.error === null ? null : <ErrorCard error={change.error} />}
          <Group>
            <Button type="submit" loading={change.isPending}>
              {t("password.action")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

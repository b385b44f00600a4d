// A new password: asking for the link, and setting it by the link.
import { Button, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { callGate } from "../../api/gates.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { tell } from "../../parts/tell.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { PasswordField } from "./password-field.tsx";

const route = getRouteApi("/entry/reset");

export function ResetPage() {
  const t = useTexts("entry");
  const token = route.useLoaderData();
  return (
    <Stack>
      <Title order={1} size="h3">
        {t("reset.title")}
      </Title>
      {token === "" ? <AskForLink /> : <SetPassword token={token} />}
      <PageLink to="/sign-in" size="sm">
        {t("reset.back")}
      </PageLink>
    </Stack>
  );
}

function AskForLink() {
  const t = useTexts("entry");
  const form = useForm({ initialValues: { email: "" } });
  const ask = useMutation({
    mutationFn: (body: typeof form.values) => callGate("POST /v1/auth/reset", body),
  });
  if (ask.isSuccess) return <Text role="status">{t("reset.asked")}</Text>;
  return (
    <form onSubmit={form.onSubmit((values) => ask.mutate(values))}>
      <Stack>
        <TextInput label={t("email")} type="email" required autoFocus {...form.getInputProps("email")} />
        {ask.error === null ? null : <ErrorCard error={ask.error} />}
        <Button type="submit" loading={ask.isPending}>
          {t("reset.ask")}
        </Button>
      </Stack>
    </form>
  );
}

function SetPassword({ token }: { token: string }) {
  const t = useTexts("entry");
  const router = useRouter();
  const form = useForm({ initialValues: { password: "" } });
  const set = useMutation({
    mutationFn: ({ password }: typeof form.values) =>
      callGate("POST /v1/auth/reset/confirm", { token, password }),
    onSuccess: async () => {
      tell(t("reset.done"));
      await router.navigate({ to: "/sign-in" });
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => set.mutate(values))}>
      <Stack>
        <PasswordField given={form.getInputProps("password")} />
        {set.error === null ? null : <ErrorCard error={set.error} />}
        <Button type="submit" loading={set.isPending}>
          {t("reset.action")}
        </Button>
      </Stack>
    </form>
  );
}

// The first person of an installation, by the link that the start has printed.
import { Button, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { getRouteApi } from "@tanstack/react-router";
import { callGate } from "../../api/gates.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { NewAccountFields } from "./new-account.tsx";
import { TokenField } from "./token-field.tsx";
import { useEntry } from "./use-entry.ts";

const route = getRouteApi("/entry/setup");

export function SetupPage() {
  const t = useTexts("entry");
  const token = route.useLoaderData();
  const form = useForm({ initialValues: { token, email: "", name: "", password: "" } });
  const enter = useEntry((values: typeof form.values) => callGate("POST /v1/auth/setup", values));
  return (
    <form onSubmit={form.onSubmit((values) => enter.mutate(values))}>
      <Stack>
        <Title order={1} size="h3">
          {t("setup.title")}
        </Title>
        <Text size="sm" c="dimmed">
          {t("setup.detail")}
        </Text>
        {token === "" ? <TokenField hint={t("setup.token")} {...form.getInputProps("token")} /> : null}
        <TextInput
          label={t("email")}
          type="email"
          autoComplete="username"
          required
          {...form.getInputProps("email")}
        />
        <NewAccountFields form={form} />
        {enter.error === null ? null : <ErrorCard error={enter.error} />}
        <Button type="submit" loading={enter.isPending} fullWidth>
          {t("setup.action")}
        </Button>
      </Stack>
    </form>
  );
}

// One API key: all that is known of it, a line that uses it, replacing and revoking it.
import { Button, Code, Group, Stack } from "@mantine/core";
import type { ApiKey, ApiKeyCreated } from "@waypost/sdk";
import { useMay } from "../../../api/person.ts";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { CodeBlock } from "../../../parts/code-block.tsx";
import { CopyText } from "../../../parts/copy-text.tsx";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { Fact, FactList } from "../../../parts/fact-list.tsx";
import { RecordDrawer } from "../../../parts/record-drawer.tsx";
import { tell } from "../../../parts/tell.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";
import { TypedDeed } from "../../../parts/typed-deed.tsx";
import classes from "../developers.module.css";
import { KeyMode, KeyState } from "./columns.tsx";
import { exampleOf } from "./example.ts";

type KeyDrawerProps = {
  apiKey: ApiKey | undefined;
  onMade(made: ApiKeyCreated): void;
  onClose(): void;
};

export function KeyDrawer({ apiKey, onMade, onClose }: KeyDrawerProps) {
  const t = useTexts("developers");
  return (
    <RecordDrawer opened={apiKey} title={apiKey?.name} onClose={onClose}>
      {(opened) => (
        <Stack>
          <Group gap="xs">
            <KeyMode mode={opened.mode} />
            <KeyState state={opened.state} />
          </Group>
          <KeyDeeds apiKey={opened} onMade={onMade} />
          <KeyFacts apiKey={opened} />
          <CodeBlock label={t("keys.example")} text={exampleOf(location.origin, opened)} />
        </Stack>
      )}
    </RecordDrawer>
  );
}

function KeyFacts({ apiKey }: { apiKey: ApiKey }) {
  const t = useTexts("developers");
  const at = (instant: string | null) => (instant === null ? null : <Timestamp at={instant} exact />);
  return (
    <FactList>
      <Fact name={t("column.key")}>{apiKey.hint && <bdi dir="ltr">{`…${apiKey.hint}`}</bdi>}</Fact>
      <Fact name={t("fact.id")}>
        <CopyText text={apiKey.id} />
      </Fact>
      <Fact name={t("keys.scopes")}>
        <div className={classes["scopes"]}>
          {apiKey.scopes.map((scope) => (
            <Code key={scope}>{scope}</Code>
          ))}
        </div>
      </Fact>
      <Fact name={t("column.used")}>{at(apiKey.last_used_at) ?? t("keys.never")}</Fact>
      <Fact name={t("keys.usedFrom")}>{apiKey.last_used_ip}</Fact>
      <Fact name={t("column.ends")}>{at(apiKey.expires_at) ?? t("keys.endless")}</Fact>
      <Fact name={t("keys.pace")}>{apiKey.requests_per_second}</Fact>
      <Fact name={t("keys.networks")}>{apiKey.allowed_networks?.join(", ")}</Fact>
      <Fact name={t("column.made")}>{at(apiKey.created_at)}</Fact>
      <Fact name={t("keys.madeBy")}>{apiKey.created_by}</Fact>
      <Fact name={t("keys.revokedAt")}>{at(apiKey.revoked_at)}</Fact>
    </FactList>
  );
}

function KeyDeeds({
  apiKey: { id, name, state },
  onMade,
}: Pick<KeyDrawerProps, "onMade"> & { apiKey: ApiKey }) {
  const t = useTexts("developers");
  const rotate = useChange("POST /v1/api-keys/{id}/rotate");
  const revoke = useChange("DELETE /v1/api-keys/{id}");
  const failed = rotate.error ?? revoke.error;
  if (!useMay("keys:write") || state !== "active") return null;
  const replace = async (): Promise<void> => {
    const made = await rotate.mutateAsync({ params: { id }, body: {} }).catch(() => null);
    if (made !== null) onMade(made);
  };
  const end = async (): Promise<void> => {
    const done = await revoke.mutateAsync({ params: { id } }).then(
      () => true,
      () => false,
    );
    if (done) tell(t("keys.revoked"));
  };
  return (
    <>
      <Group gap="xs">
        <Button size="xs" variant="default" loading={rotate.isPending} onClick={() => void replace()}>
          {t("keys.rotate")}
        </Button>
        <TypedDeed
          button={{ size: "xs", variant: "filled", color: "red.9", loading: revoke.isPending }}
          title={t("keys.revokeTitle")}
          consequence={t("keys.revokeWhat")}
          word={name}
          action={t("keys.revoke")}
          onConfirm={() => void end()}
        />
      </Group>
      {failed === null ? null : <ErrorCard error={failed} />}
    </>
  );
}

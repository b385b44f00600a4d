// One person: what they are called, what is known about them, what they agreed to, and what was noted.
import { Button, Drawer, Group, Skeleton, Stack, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { Contact } from "@waypost/sdk";
import { read, useChange } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { CopyAsCurl } from "../../parts/copy-as-curl.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { tell, tellFailure } from "../../parts/tell.tsx";
import { TypedConfirmation } from "../../parts/typed-confirmation.tsx";
import { ConsentPart } from "./consent-part.tsx";
import { ContactFacts } from "./contact-facts.tsx";
import { ContactForm } from "./contact-form.tsx";
import { Notes } from "./notes.tsx";

type ContactDrawerProps = { id: string | undefined; onClose(): void };

export function ContactDrawer({ id, onClose }: ContactDrawerProps) {
  const t = useTexts("contacts");
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size="min(32rem, 100%)"
      title={t("one")}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {id === undefined ? null : <OneContact id={id} onGone={onClose} />}
    </Drawer>
  );
}

function OneContact({ id, onGone }: { id: string; onGone(): void }) {
  const { data, error, refetch } = useQuery(read("GET /v1/contacts/{id}", { params: { id } }));
  if (error !== null) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height="20rem" />;
  return (
    <Stack>
      <Title order={2} size="h4">
        <bdi>{data.name ?? data.profile_name ?? data.phone ?? data.id}</bdi>
      </Title>
      <Deeds contact={data} onGone={onGone} />
      <ContactFacts contact={data} />
      <ConsentPart contact={data} />
      <Notes id={id} />
    </Stack>
  );
}

function Deeds({ contact, onGone }: { contact: Contact; onGone(): void }) {
  const t = useTexts("contacts");
  const [isEditing, editing] = useDisclosure(false);
  const mayWrite = useMay("contacts:write");
  const { id, phone } = contact;
  return (
    <Group gap="xs">
      {mayWrite ? (
        <>
          <Button size="xs" onClick={editing.open}>
            {t("edit")}
          </Button>
          <Remove contact={contact} onGone={onGone} />
        </>
      ) : null}
      {phone === null ? null : (
        <PageLink to="/messages" search={{ recipient: phone }} size="sm">
          {t("messages")}
        </PageLink>
      )}
      <CopyAsCurl call={{ route: "GET /v1/contacts/{id}", params: { id } }} />
      {isEditing ? <ContactForm contact={contact} onClose={editing.close} /> : null}
    </Group>
  );
}

function Remove({ contact: { id, name, phone }, onGone }: { contact: Contact; onGone(): void }) {
  const t = useTexts("contacts");
  const [asked, asking] = useDisclosure(false);
  const remove = useChange("DELETE /v1/contacts/{id}");
  const run = (): void => {
    asking.close();
    remove.mutateAsync({ params: { id } }).then(
      () => {
        tell(t("remove.done"));
        onGone();
      },
      (error: Error) => tellFailure(t("remove.action"), error.message),
    );
  };
  return (
    <>
      <Button size="xs" variant="default" loading={remove.isPending} onClick={asking.open}>
        {t("remove.action")}
      </Button>
      <TypedConfirmation
        opened={asked}
        title={t("remove.title")}
        consequence={t("remove.consequence")}
        word={name ?? phone ?? id}
        action={t("remove.action")}
        onConfirm={run}
        onClose={asking.close}
      />
    </>
  );
}

// One person: what they are called, what is known about them, what they agreed to, and what was noted.
import { Button, Group, Stack, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { Contact } from "@waypost/sdk";
import { read, useChange } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { CopyAsCurl } from "../../parts/copy-as-curl.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { RecordDrawer } from "../../parts/record-drawer.tsx";
import { tellOutcome } from "../../parts/tell.tsx";
import { TypedDeed } from "../../parts/typed-deed.tsx";
import { ConsentPart } from "./consent-part.tsx";
import { ContactFacts } from "./contact-facts.tsx";
import { ContactForm } from "./contact-form.tsx";
import { Notes } from "./notes.tsx";

type ContactDrawerProps = { id: string | undefined; onClose(): void };

export function ContactDrawer({ id, onClose }: ContactDrawerProps) {
  const t = useTexts("contacts");
  return (
    <RecordDrawer opened={id} title={t("one")} onClose={onClose}>
      {(opened) => <OneContact id={opened} onGone={onClose} />}
    </RecordDrawer>
  );
}

function OneContact({ id, onGone }: { id: string; onGone(): void }) {
  const found = useQuery(read("GET /v1/contacts/{id}", { params: { id } }));
  return (
    <Loaded query={found} height="20rem">
      {(contact) => (
        <Stack>
          <Title order={2} size="h4">
            <bdi>{contact.name ?? contact.profile_name ?? contact.phone ?? contact.id}</bdi>
          </Title>
          <Deeds contact={contact} onGone={onGone} />
          <ContactFacts contact={contact} />
          <ConsentPart contact={contact} />
          <Notes id={id} />
        </Stack>
      )}
    </Loaded>
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
  const remove = useChange("DELETE /v1/contacts/{id}");
  const run = async (): Promise<void> => {
    const said = { tried: t("remove.action"), done: t("remove.done") };
    if (await tellOutcome(remove.mutateAsync({ params: { id } }), said)) onGone();
  };
  return (
    <TypedDeed
      button={{ size: "xs", loading: remove.isPending }}
      title={t("remove.title")}
      consequence={t("remove.consequence")}
      word={name ?? phone ?? id}
      action={t("remove.action")}
      onConfirm={() => void run()}
    />
  );
}

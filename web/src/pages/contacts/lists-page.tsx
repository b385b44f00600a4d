// The lists of people: how many are on each, the making of one, and its end.
import { Button, Skeleton, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { ContactList } from "@waypost/sdk";
import { read, useChange } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";
import { ModalForm } from "../../parts/modal-form.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { PlainTable } from "../../parts/plain-table.tsx";
import { tell, tellFailure } from "../../parts/tell.tsx";
import { TypedConfirmation } from "../../parts/typed-confirmation.tsx";

export function ListsPage() {
  const t = useTexts("contacts");
  const [isAdding, adding] = useDisclosure(false);
  const mayWrite = useMay("contacts:write");
  return (
    <PageFrame
      title={t("lists")}
      actions={mayWrite ? <Button onClick={adding.open}>{t("listAdd")}</Button> : null}
    >
      <Lists />
      {isAdding ? <ListForm onClose={adding.close} /> : null}
    </PageFrame>
  );
}

function Lists() {
  const t = useTexts("contacts");
  const language = useLanguage();
  const { data, error, refetch } = useQuery(read("GET /v1/lists", { query: { limit: 200 } }));
  if (error !== null) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height="40vh" />;
  if (data.data.length === 0) return <EmptyState title={t("listsEmpty")}>{t("listsEmptyDetail")}</EmptyState>;
  return (
    <PlainTable<ContactList>
      label={t("lists")}
      rows={data.data}
      idOf={({ id }) => id}
      columns={[
        {
          name: "name",
          label: t("name"),
          cell: ({ id, name }) => (
            <PageLink to="/contacts" search={{ list: id }} dir="auto">
              {name}
            </PageLink>
          ),
        },
        { name: "people", label: t("title"), cell: ({ contacts }) => formatNumber(contacts, language) },
        { name: "description", label: t("description"), cell: ({ description }) => <bdi>{description}</bdi> },
        { name: "deed", label: t("deed"), cell: (list) => <RemoveList list={list} /> },
      ]}
    />
  );
}

function RemoveList({ list: { id, name } }: { list: ContactList }) {
  const t = useTexts("contacts");
  const [asked, asking] = useDisclosure(false);
  const remove = useChange("DELETE /v1/lists/{id}");
  const run = (): void => {
    asking.close();
    remove
      .mutateAsync({ params: { id } })
      .catch((error: Error) => tellFailure(t("remove.action"), error.message));
  };
  return (
    <>
      <Button size="compact-sm" variant="default" loading={remove.isPending} onClick={asking.open}>
        {t("remove.action")}
      </Button>
      <TypedConfirmation
        opened={asked}
        title={t("remove.title")}
        consequence={t("listGone")}
        word={name}
        action={t("remove.action")}
        onConfirm={run}
        onClose={asking.close}
      />
    </>
  );
}

function ListForm({ onClose }: { onClose(): void }) {
  const t = useTexts("contacts");
  const create = useChange("POST /v1/lists");
  const form = useForm({
    initialValues: { name: "", description: "" },
    validate: { name: (name) => (name.trim() === "" ? t("nameEmpty") : null) },
  });
  const { name, description } = form.values;
  const body = {
    name: name.trim(),
    ...(description.trim() === "" ? {} : { description: description.trim() }),
  };
  const submit = form.onSubmit(async () => {
    const made = await create.mutateAsync({ body }).catch(() => null);
    if (made === null) return;
    tell(t("kept"));
    onClose();
  });
  return (
    <ModalForm
      opened
      {...{ onClose, isPending: create.isPending, error: create.error }}
      title={t("listAdd")}
      action={t("keep")}
      call={{ route: "POST /v1/lists", body }}
      onSubmit={submit}
    >
      <TextInput label={t("name")} dir="auto" data-autofocus {...form.getInputProps("name")} />
      <TextInput label={t("description")} dir="auto" {...form.getInputProps("description")} />
    </ModalForm>
  );
}

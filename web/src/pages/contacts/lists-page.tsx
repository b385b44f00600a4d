// The lists of people: how many are on each, the making of one, and its end.
import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { ContactList } from "@waypost/sdk";
import { read, useChange } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { ModalForm } from "../../parts/modal-form.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { type PlainColumn, PlainTable } from "../../parts/plain-table.tsx";
import { tell, tellOutcome } from "../../parts/tell.tsx";
import { TypedDeed } from "../../parts/typed-deed.tsx";

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
  const found = useQuery(read("GET /v1/lists", { query: { limit: 200 } }));
  const columns: PlainColumn<ContactList>[] = [
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
  ];
  return (
    <Loaded query={found} height="40vh">
      {({ data }) =>
        data.length === 0 ? (
          <EmptyState title={t("listsEmpty")}>{t("listsEmptyDetail")}</EmptyState>
        ) : (
          <PlainTable label={t("lists")} columns={columns} rows={data} idOf={({ id }) => id} />
        )
      }
    </Loaded>
  );
}

function RemoveList({ list: { id, name } }: { list: ContactList }) {
  const t = useTexts("contacts");
  const remove = useChange("DELETE /v1/lists/{id}");
  return (
    <TypedDeed
      button={{ size: "compact-sm", loading: remove.isPending }}
      title={t("remove.title")}
      consequence={t("listGone")}
      word={name}
      action={t("remove.action")}
      onConfirm={() =>
        void tellOutcome(remove.mutateAsync({ params: { id } }), { tried: t("remove.action") })
      }
    />
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

// What stands above a template's words: a line of text, or a file.
import { Group, NativeSelect, TextInput } from "@mantine/core";
import { useMay } from "../../api/person.ts";
import { useChange } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ChooseFile } from "../../parts/choose-file.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";
import { Counter } from "./counter.tsx";
import type { FormProps } from "./editor.tsx";
import { lettersMax, type TemplateForm } from "./form.ts";
import { type Media, type MediaFormat, mediaFormats, noMedia } from "./media.ts";

export function HeaderFields({ form, onChange }: FormProps) {
  const t = useTexts("templates");
  const { media, header } = form;
  return (
    <>
      <NativeSelect
        label={t("above")}
        value={media?.format ?? "TEXT"}
        onChange={({ currentTarget: { value } }) => {
          const format = mediaFormats.find((each) => each === value);
          onChange({ ...form, header: "", media: format === undefined ? null : noMedia(format) });
        }}
        data={(["TEXT", ...mediaFormats] as const).map((value) => ({ value, label: t(`above.${value}`) }))}
      />
      {media === null ? (
        <TextInput
          label={t("header")}
          description={<Counter text={header} most={lettersMax.header} />}
          dir="auto"
          value={header}
          onChange={({ currentTarget: { value } }) => onChange({ ...form, header: value })}
        />
      ) : (
        <FileFields
          kind={form.kind}
          media={media}
          onChange={(changed) => onChange({ ...form, media: changed })}
        />
      )}
    </>
  );
}

type FileFieldsProps = { kind: TemplateForm["kind"]; media: Media; onChange(media: Media): void };

/** Of a template that Meta reviews the file is a sample: an upload, or one that Meta has already. */
function FileFields({ kind, media, onChange }: FileFieldsProps) {
  const t = useTexts("templates");
  const isOurs = kind === "local";
  return (
    <>
      <TextInput
        label={t(isOurs ? "file" : "sampleFile")}
        description={t(isOurs ? "fileHint" : "sampleFileHint")}
        dir="ltr"
        value={media.source}
        onChange={({ currentTarget: { value } }) => onChange({ ...media, source: value.trim() })}
      />
      <Upload media={media} onChange={onChange} />
    </>
  );
}

const accepted: Readonly<Record<MediaFormat, string>> = {
  IMAGE: "image/jpeg,image/png",
  VIDEO: "video/mp4,video/3gpp",
  DOCUMENT: ".pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.txt",
};

/** A video over a slow line. */
const uploadMs = 5 * 60_000;

function Upload({ media, onChange }: Omit<FileFieldsProps, "kind">) {
  const t = useTexts("templates");
  const { mutateAsync, isPending, error } = useChange("POST /v1/media");
  const run = async (file: File): Promise<void> => {
    const kept = await mutateAsync({ body: file, timeoutMs: uploadMs }).catch(() => null);
    if (kept === null) return;
    onChange({ ...media, source: kept.id, filename: media.format === "DOCUMENT" ? file.name : "" });
  };
  if (!useMay("media:write")) return null;
  return (
    <Group gap="xs">
      <ChooseFile
        label={t("upload")}
        accept={accepted[media.format]}
        button={{ size: "xs", variant: "default", loading: isPending }}
        onChoose={(file) => void run(file)}
      />
      <bdi>{media.filename}</bdi>
      {error === null ? null : <ErrorCard error={error} />}
    </Group>
  );
}

// The picture of a brand: chosen from one's own files and uploaded at once, or none.
import { Button, Group, Input } from "@mantine/core";
import { useMay } from "../../../api/person.ts";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ChooseFile } from "../../../parts/choose-file.tsx";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { useMediaFile } from "../../../parts/use-media-file.ts";

type LogoFieldProps = { logo: string | null; onChange(logo: string | null): void };

const small = { size: "xs", variant: "default" };

export function LogoField({ logo, onChange }: LogoFieldProps) {
  const t = useTexts("settings");
  const upload = useChange("POST /v1/media");
  const mayUpload = useMay("media:write");
  const { isMissing } = useMediaFile(logo);
  const run = async (file: File): Promise<void> => {
    const kept = await upload.mutateAsync({ body: file }).catch(() => null);
    if (kept !== null) onChange(kept.id);
  };
  return (
    <Input.Wrapper label={t("brand.logo")} labelElement="div" error={isMissing ? t("brand.missing") : null}>
      <Group gap="xs">
        {mayUpload ? (
          <ChooseFile
            label={t("brand.choose")}
            accept="image/jpeg,image/png,image/webp"
            button={{ ...small, loading: upload.isPending }}
            onChoose={(file) => void run(file)}
          />
        ) : null}
        {logo === null ? null : (
          <Button {...small} onClick={() => onChange(null)}>
            {t("brand.none")}
          </Button>
        )}
      </Group>
      {upload.error === null ? null : <ErrorCard error={upload.error} />}
    </Input.Wrapper>
  );
}

// Links this phone to a sender that waits for one, as somebody who scans its code would.
import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useMay } from "../../api/person.ts";
import { waypost } from "../../api/client.ts";
import { withProof } from "../../api/proof.ts";
import { read, useChange } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { tell } from "../../parts/tell.tsx";

export function LinkPhone({ phone }: { phone: string }) {
  return useMay("senders:write") ? <Waiting phone={phone} /> : null;
}

function Waiting({ phone }: { phone: string }) {
  const t = useTexts("sandbox");
  const { data } = useQuery(read("GET /v1/senders", { query: { limit: 200 } }));
  const link = useLink(phone);
  const waiting = data?.data.filter(({ session }) => session.state === "pairing") ?? [];
  if (waiting.length === 0) return null;
  return (
    <div>
      <Text size="sm">{t("link.waiting")}</Text>
      <Group gap="xs" mt={4}>
        {waiting.map(({ id, name }) => (
          <Button
            key={id}
            size="xs"
            loading={link.isPending && link.variables === id}
            onClick={() => link.mutate(id, { onSuccess: () => tell(t("link.done", { name })) })}
          >
            {t("link.action", { name })}
          </Button>
        ))}
      </Group>
      {link.error === null ? null : <ErrorCard error={link.error} />}
    </div>
  );
}

function useLink(phone: string) {
  const scan = useChange("POST /v1/sandbox/phones/{phone}/scan");
  return useMutation({
    mutationFn: async (id: string) => {
      const { qr } = await withProof(() => waypost.senders.session.qr(id));
      return scan.mutateAsync({ params: { phone }, body: { qr } });
    },
  });
}

// Linking a phone: the QR code with the time it has left, where to tap, and a code to type where no camera is at hand.
import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Sender } from "@waypost/sdk";
import { isCode } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { waypost } from "../../../api/client.ts";
import { currentMode } from "../../../api/mode.ts";
import { withProof } from "../../../api/proof.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { Countdown } from "./countdown.tsx";
import classes from "./pairing.module.css";
import { PairingCode } from "./pairing-code.tsx";
import { QrCode } from "./qr-code.tsx";
import { SimulatedScan } from "./simulated-scan.tsx";
import { WhereToTap } from "./where-to-tap.tsx";

export function PairingPanel({ sender: { id, mode } }: { sender: Sender }) {
  const t = useTexts("senders");
  const [isTyping, typing] = useDisclosure(false);
  return (
    <Panel
      title={t("panel.pairing")}
      actions={
        <Button size="xs" variant="default" onClick={typing.toggle}>
          {isTyping ? t("pairing.scan") : t("pairing.type")}
        </Button>
      }
    >
      {isTyping ? <PairingCode id={id} /> : <Scan id={id} isSimulated={mode === "test"} />}
    </Panel>
  );
}

const soonMs = 1_500;
const leastMs = 400;

/** The next code is asked for when this one ends; while there is none, soon again. */
function useQr(id: string) {
  return useQuery({
    // Not under the senders' path: what happens to them is no reason to ask for a proof again.
    queryKey: [currentMode(), "qr", id],
    queryFn: () => withProof(() => waypost.senders.session.qr(id)),
    staleTime: 0,
    gcTime: 0,
    refetchInterval: ({ state: { data, error } }) => {
      if (error !== null && !isCode(error, "session_wrong_state")) return false;
      const ends = data === undefined ? 0 : Date.parse(data.expires_at) - Date.now();
      return error !== null || data === undefined ? soonMs : Math.max(leastMs, ends);
    },
  });
}

function Scan({ id, isSimulated }: { id: string; isSimulated: boolean }) {
  const t = useTexts("senders");
  const { data, error, refetch } = useQr(id);
  if (error !== null && !isCode(error, "session_wrong_state"))
    return <ErrorCard error={error} onRetry={() => void refetch()} />;
  const qr = error === null ? data : undefined;
  return (
    <div className={classes["scan"]}>
      <div className={classes["shown"]}>
        <div className={classes["code"]}>
          {qr === undefined ? (
            <Text size="sm" c="dimmed" role="status">
              {t("pairing.waiting")}
            </Text>
          ) : (
            <QrCode text={qr.qr} label={t("pairing.qr")} />
          )}
        </div>
        {qr === undefined ? null : <Countdown key={qr.expires_at} endsAt={qr.expires_at} />}
      </div>
      <WhereToTap />
      {isSimulated && qr !== undefined ? <SimulatedScan qr={qr.qr} /> : null}
    </div>
  );
}

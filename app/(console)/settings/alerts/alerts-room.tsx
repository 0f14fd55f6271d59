"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { AlertName } from "@/lib/alerts/alerts";
import type { HouseChangeView } from "@/lib/house-settings";
import { LoadFailed } from "../../load-failed";
import { RoomIntro } from "../room-intro";
import { RoomLoading } from "../room-loading";
import { AlertChanges } from "./alert-changes";
import { OpenAlerts } from "./open-alerts";
import { SilenceDialog } from "./silence-dialog";
import { SilenceList } from "./silence-list";
import { TargetsForm } from "./targets-form";
import { useAlerts } from "./use-alerts";
import { WebhookSection } from "./webhook-section";

/** Which alert a silence is begun for; `any`: the dialog asks. */
type Silencing = AlertName | "any" | null;

/** What is open, what is silenced, from where on somebody is told, and who. */
export function AlertsRoom({ changes }: { changes: readonly HouseChangeView[] }) {
  const t = useTranslations("alerts");
  const { data: room, errorCode, retry } = useAlerts();
  const [silencing, setSilencing] = useState<Silencing>(null);
  if (!room) {
    return errorCode ? <LoadFailed title={t("loadFailed")} code={errorCode} retry={retry} /> : <RoomLoading />;
  }
  return (
    <>
      <RoomIntro title={t("title")} what={t("what")}>
        <Button variant="secondary" className="pointer-coarse:h-11" onClick={() => setSilencing("any")}>
          {t("silence.begin")}
        </Button>
      </RoomIntro>
      <OpenAlerts {...room} targetsMs={room.targets.p95Ms} silence={setSilencing} />
      <SilenceList silences={room.silences} />
      <TargetsForm targets={room.targets} lines={room.lines} />
      <WebhookSection webhook={room.webhook} />
      <AlertChanges changes={changes} />
      {silencing && <SilenceDialog alert={silencing === "any" ? null : silencing} close={() => setSilencing(null)} />}
    </>
  );
}

"use client";
import { MicOff } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { DownloadNote } from "@/components/shell/download-note";
import { useModelDetail } from "@/components/shell/use-model-detail";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { Progress } from "@/components/ui/progress";
import type { ChatSettings } from "@/lib/chat/chat-settings";
import { type DockState, isMutedMeanwhile } from "@/lib/chat/dock-state";
import type { ModelStatus } from "@/lib/models";
import { useConversation } from "./chat-context";
import { Reconnecting, Refused, SignedOut, Waiting } from "./dock-connection";
import { DockWords } from "./dock-words";
import { useLoadingShare } from "./use-loading-share";

interface DockStatusProps {
  dock: DockState;
  captureMode: ChatSettings["captureMode"];
  className?: string | undefined;
}

/** The state in words large enough for the other side of a desk, and below it what to do. */
export function DockStatus({ dock, captureMode, className }: DockStatusProps) {
  return (
    <div data-testid="dock-state" data-dock={dock.kind} className={cn("min-w-0", className)}>
      <StateWords dock={dock} captureMode={captureMode} />
    </div>
  );
}

function StateWords({ dock, captureMode }: Pick<DockStatusProps, "dock" | "captureMode">) {
  const t = useTranslations("chat");
  const common = useTranslations("common");
  const errors = useTranslations("errors");
  const muted = useConversation((state) => isMutedMeanwhile(state, dock));
  const mark = muted && (
    <Badge tone="warning" data-testid="muted-meanwhile">
      <MicOff aria-hidden />
      {t("dock.muted.title")}
    </Badge>
  );
  const listening = useConversation((state) => state.capture === "open");
  switch (dock.kind) {
    case "signed_out":
      return <SignedOut />;
    case "reconnecting":
      return <Reconnecting attempt={dock.attempt} nextTryAtMs={dock.nextTryAtMs} />;
    case "refused":
      return <Refused code={dock.code} hint={errors(dock.code)} />;
    case "waiting":
      return <Waiting key={`${dock.position} ${dock.etaMs}`} position={dock.position} etaMs={dock.etaMs} />;
    case "loading":
      return <Loading progress={dock.progress} canType={dock.canType} />;
    case "model_failed":
      return <ModelFailed model={dock.model} />;
    case "blocked":
      return (
        <DockWords
          needed
          tone="danger"
          title={t("dock.blocked.title")}
          hint={common("sentences", { first: t(`blocked.${dock.reason}`), second: t("blocked.typing") })}
        />
      );
    case "silent":
      return (
        <DockWords
          needed
          tone="warning"
          title={t("dock.silent.title")}
          hint={t(`dock.silent.reasons.${dock.reason}`)}
        />
      );
    case "ready": {
      if (dock.loadsFirst) return <DockWords title={t("dock.ready.title")} hint={t("dock.ready.hintLoadsFirst")} />;
      const hold = captureMode === "push_to_talk";
      const hint = hold ? t("dock.ready.hintHold") : t("dock.ready.hint");
      const touch = hold ? t("dock.ready.touchHold") : t("dock.ready.touch");
      return <DockWords title={t("dock.ready.title")} hint={hint} touch={touch} />;
    }
    case "speaking": {
      const hint = listening ? t("dock.speaking.hint") : t("dock.speaking.hintTyped");
      const touch = listening ? t("dock.speaking.touch") : t("dock.speaking.touchTyped");
      return <DockWords title={t("dock.speaking.title")} hint={hint} touch={touch} mark={mark} />;
    }
    case "muted":
      return (
        <DockWords
          tone="warning"
          title={t("dock.muted.title")}
          hint={t("dock.muted.hint")}
          touch={t("dock.muted.touch")}
        />
      );
    case "recognising":
    case "thinking":
    case "writing": {
      const words = `dock.${dock.kind}` as const;
      return (
        <DockWords title={t(`${words}.title`)} hint={t(`${words}.hint`)} touch={t(`${words}.touch`)} mark={mark} />
      );
    }
    default:
      return <DockWords title={t(`dock.${dock.kind}.title`)} hint={t(`dock.${dock.kind}.hint`)} />;
  }
}

function ModelFailed({ model }: { model: ModelStatus }) {
  const t = useTranslations("chat.dock.model_failed");
  const detail = useModelDetail()(model);
  const hint = detail ? t("hint", { name: model.name, detail }) : t("hintShort", { name: model.name });
  return <DockWords needed tone="danger" title={t("title")} hint={hint} />;
}

function Loading({ progress, canType }: { progress: number | null; canType: boolean }) {
  const t = useTranslations("chat.dock.loading");
  const format = useFormatter();
  const { share, download } = useLoadingShare(progress);
  const percent = share !== null && format.number(share, { style: "percent", maximumFractionDigits: 0 });
  return (
    <>
      {canType ? (
        <DockWords title={t("titleTyping")} hint={t("hintTyping")} />
      ) : (
        <DockWords quiet title={percent ? t("titleProgress", { progress: percent }) : t("title")} hint={t("hint")} />
      )}
      <DownloadNote
        download={download}
        className="mt-0.5 text-center text-muted-foreground text-sm sm:text-left short:hidden"
      />
      {/* The disc draws it. */}
      <div className="sr-only">
        <Progress value={share} label={t("title")} />
      </div>
    </>
  );
}

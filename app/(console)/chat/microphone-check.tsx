"use client";
import { Mic, Play, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import type { ChatSettings } from "@/lib/chat/chat-settings";
import type { MicrophoneVerdict } from "@/lib/chat/microphone-check";
import { type MicrophoneTrialState, trialSeconds } from "@/lib/client/microphone-trial";
import { useMicrophoneCheck } from "./use-microphone-check";

type DeviceSettings = Pick<ChatSettings, "inputDeviceId" | "outputDeviceId" | "echoCancellation" | "noiseSuppression">;

/** Records some seconds, shows the level meanwhile, says how good it is and plays it back. Nothing is sent or kept. */
export function MicrophoneCheck({ settings }: { settings: DeviceSettings }) {
  const t = useTranslations("chat.microphoneCheck");
  const bar = useRef<HTMLSpanElement>(null);
  const check = useMicrophoneCheck(settings, bar);
  const { state } = check;
  const isRecording = state.kind === "recording";
  return (
    <div data-testid="microphone-check" data-check={state.kind} className="grid w-full gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <Button
          variant="outline"
          className="h-11"
          onClick={() => (isRecording ? check.stop() : void check.record())}
          disabled={state.kind === "opening"}
        >
          {isRecording ? <Square aria-hidden /> : <Mic aria-hidden />}
          {isRecording ? t("stop") : state.kind === "done" ? t("again") : t("start", { seconds: trialSeconds })}
        </Button>
        {state.kind === "done" && state.verdict !== "silent" && (
          <Button variant="outline" className="h-11" onClick={check.play}>
            <Play aria-hidden />
            {t("play")}
          </Button>
        )}
      </div>
      <span aria-hidden className={cn("h-2 overflow-hidden rounded-full bg-border", !isRecording && "hidden")}>
        <span
          ref={bar}
          className="block h-full origin-left rounded-full bg-primary [transform:scaleX(var(--level,0))]"
        />
      </span>
      <Result state={state} />
      <p className="text-muted-foreground text-xs">{t("private")}</p>
    </div>
  );
}

const tones: Record<MicrophoneVerdict, string> = {
  good: "text-success",
  too_low: "text-warning",
  clipping: "text-warning",
  silent: "text-warning",
};

function Result({ state }: { state: MicrophoneTrialState }) {
  const t = useTranslations("chat");
  return (
    <div role="status" className="text-sm empty:hidden">
      {state.kind === "recording" && <p>{t("microphoneCheck.speak")}</p>}
      {state.kind === "blocked" && <p className="text-warning">{t(`blocked.${state.reason}`)}</p>}
      {state.kind === "done" && (
        <p className={cn("font-medium", tones[state.verdict])}>{t(`microphoneCheck.verdicts.${state.verdict}`)}</p>
      )}
      {(state.kind === "recording" || state.kind === "done") && state.device !== "" && (
        <p className="text-muted-foreground text-xs">{t("microphoneCheck.device", { name: state.device })}</p>
      )}
    </div>
  );
}

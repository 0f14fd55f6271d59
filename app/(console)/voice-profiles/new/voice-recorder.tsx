"use client";
import { Mic, RotateCcw, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { maxRecordingSeconds, VoiceRecording, type VoiceRecordingState } from "@/lib/client/voice-recording";
import type { Language } from "@/lib/languages";
import { recordingScripts } from "@/lib/voice-profiles/scripts";
import { VoicePlayer } from "../voice-player";
import { LevelMeter } from "./level-meter";

interface VoiceRecorderProps {
  language: Language;
  isDisabled: boolean;
  /** The person is content with it. */
  use: (recording: Blob) => void;
  onRecording: (isRecording: boolean) => void;
}

/** A script to read, the level while it is read, and what was recorded, to be heard before it is used. */
export function VoiceRecorder({ language, isDisabled, use, onRecording }: VoiceRecorderProps) {
  const t = useTranslations("voices.record");
  const blocked = useTranslations("chat.blocked");
  const [state, setState] = useState<VoiceRecordingState>({ kind: "idle" });
  const [progress, setProgress] = useState<{ levelDbfs: number; durationS: number } | null>(null);
  const [recording] = useState(
    () =>
      new VoiceRecording({
        onState: setState,
        onProgress: (levelDbfs, durationS) => setProgress({ levelDbfs, durationS }),
      }),
  );
  useEffect(() => () => recording.close(), [recording]);
  const isRecording = state.kind === "recording";
  useEffect(() => onRecording(isRecording || state.kind === "done"), [isRecording, state.kind, onRecording]);
  const leftS = Math.ceil(maxRecordingSeconds - (progress?.durationS ?? 0));
  const begin = () => {
    setProgress(null);
    // The device that was chosen for conversations is the browser's to remember; a reference is recorded by the default.
    void recording.record(null);
  };

  return (
    <div
      data-testid="voice-recorder"
      data-recording={state.kind}
      className="grid content-start gap-3 rounded-md border p-4"
    >
      <h3 className="font-medium text-sm">{t("title")}</h3>
      <p className="text-muted-foreground text-sm">{t("hint")}</p>
      <p lang={language} className="rounded-md bg-muted px-3 py-2.5 text-[0.9375rem]">
        {recordingScripts[language]}
      </p>
      {(isRecording || state.kind === "opening") && <LevelMeter dbfs={progress?.levelDbfs ?? null} />}
      {state.kind === "blocked" && (
        <Alert tone="warning" role="alert">
          {blocked(state.reason)}
        </Alert>
      )}
      {state.kind === "done" && <Recorded state={state} />}
      <div className="flex flex-wrap items-center gap-2">
        {isRecording ? (
          <Button className="pointer-coarse:h-11" onClick={() => void recording.stop()}>
            <Square aria-hidden />
            {t("stop")}
          </Button>
        ) : state.kind === "done" ? (
          <>
            <Button className="pointer-coarse:h-11" disabled={isDisabled} onClick={() => use(state.wav)}>
              {t("use")}
            </Button>
            <Button variant="outline" className="pointer-coarse:h-11" disabled={isDisabled} onClick={begin}>
              <RotateCcw aria-hidden />
              {t("again")}
            </Button>
          </>
        ) : (
          <Button
            variant="outline"
            className="pointer-coarse:h-11"
            disabled={isDisabled || state.kind === "opening"}
            onClick={begin}
          >
            <Mic aria-hidden />
            {t("start")}
          </Button>
        )}
        {isRecording && (
          <p className="text-sm">
            {t("left", { seconds: leftS })}
            {state.device !== "" && <span className="block text-muted-foreground text-xs">{state.device}</span>}
          </p>
        )}
      </div>
      <p role="status" className="sr-only">
        {isRecording ? t("recording") : state.kind === "done" ? t("recorded") : ""}
      </p>
    </div>
  );
}

function Recorded({ state }: { state: Extract<VoiceRecordingState, { kind: "done" }> }) {
  const t = useTranslations("voices.record");
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(state.wav);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [state.wav]);
  return url && <VoicePlayer url={url} peaks={state.peaks} durationS={state.durationS} label={t("yours")} />;
}

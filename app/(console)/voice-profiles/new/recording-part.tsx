"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Progress } from "@/components/ui/progress";
import { Segmented } from "@/components/ui/segmented";
import { type ErrorCode, errorCodeOf } from "@/lib/errors";
import { isOver, type JobView } from "@/lib/jobs";
import { type Language, languages } from "@/lib/languages";
import type { KeptPart } from "@/lib/voice-profiles/profile";
import type { DraftView } from "@/lib/voice-profiles/views";
import { LightsTable } from "../quality-lights";
import { FileDrop } from "./file-drop";
import { Part } from "./part";
import { TrimView } from "./trim-view";
import type { useUpload } from "./use-upload";
import { VoiceRecorder } from "./voice-recorder";

interface RecordingPartProps {
  draft: DraftView | null;
  language: Language;
  setLanguage: (language: Language) => void;
  upload: ReturnType<typeof useUpload>;
  onRecording: (isRecording: boolean) => void;
  keep: (part: KeptPart) => void;
  /** Why the part could not be changed. */
  keepFailed: ErrorCode | null;
}

/** 01: a recording, the part of it that becomes the voice, and how good that is. */
export function RecordingPart(props: RecordingPartProps) {
  const { draft, language, setLanguage, upload, onRecording, keep, keepFailed } = props;
  const t = useTranslations("voices.recording");
  const languageName = useTranslations("chat.language.names");
  const errors = useTranslations("errors");
  const [wantsOther, setWantsOther] = useState<number | null>(null);
  const job = draft?.job ?? null;
  const isPreparing = job !== null && !isOver(job.state);
  const hasFailed = job?.state === "failed";
  const isChoosing =
    (draft === null && !upload.isSending) || (hasFailed && !draft?.prepared) || wantsOther === (draft?.id ?? -1);
  const isConsented = draft?.consent?.status === "accepted" || draft?.consent?.status === "review";
  return (
    <Part number="01" title={t("title")} anchor="recording" hint={t("hint")}>
      <div className="max-w-sm">
        <Segmented
          label={t("language")}
          value={language}
          options={languages.map((each) => [each, languageName(each)] as const)}
          choose={setLanguage}
        />
      </div>
      {hasFailed && <Failed title={t("prepareFailed")} code={errorCodeOf({ code: job.failedCode })} />}
      {upload.errorCode && <Failed title={t("uploadFailed")} code={upload.errorCode} />}
      {upload.isSending && (
        <div className="grid gap-2" role="status">
          <p className="text-sm">{upload.share === null ? t("decoding") : t("sending", { share: upload.share })}</p>
          <Progress value={upload.share} label={t("sendingLabel")} />
          <Button variant="outline" size="sm" className="justify-self-start" onClick={upload.cancel}>
            {t("cancel")}
          </Button>
        </div>
      )}
      {isChoosing && !upload.isSending && (
        <div className="grid gap-4 md:grid-cols-2">
          <VoiceRecorder language={language} isDisabled={isPreparing} use={upload.send} onRecording={onRecording} />
          <FileDrop isDisabled={isPreparing} use={upload.send} />
        </div>
      )}
      {isPreparing && !upload.isSending && <Preparing job={job} isFirst={draft?.prepared === null} />}
      {draft?.prepared && draft.recording_url && !upload.isSending && (
        <div className={cn("grid gap-4", isPreparing && "opacity-60")} aria-busy={isPreparing}>
          <TrimView
            key={draft.id}
            url={draft.recording_url}
            peaks={draft.prepared.sourcePeaks}
            totalS={draft.prepared.sourceDurationS}
            kept={draft.prepared}
            isLocked={isConsented}
            keep={keep}
          />
          {isConsented && <p className="text-muted-foreground text-sm">{t("locked")}</p>}
          {keepFailed && (
            <p role="alert" className="text-danger text-sm">
              {errors(keepFailed)}
            </p>
          )}
          <LightsTable measures={draft.prepared.measures} />
          {wantsOther !== draft.id && !isConsented && (
            <Button
              variant="outline"
              className="justify-self-start pointer-coarse:h-11"
              onClick={() => setWantsOther(draft.id)}
            >
              {t("other")}
            </Button>
          )}
        </div>
      )}
    </Part>
  );
}

function Failed({ title, code }: { title: string; code: ErrorCode }) {
  const t = useTranslations();
  return (
    <Alert tone="danger" role="alert">
      <p className="font-medium">{title}</p>
      <p>{t(`errors.${code}`)}</p>
      <code className="text-muted-foreground text-xs">{t("common.code", { code })}</code>
    </Alert>
  );
}

function Preparing({ job, isFirst }: { job: JobView; isFirst: boolean }) {
  const t = useTranslations("voices.recording");
  return (
    <div role="status" className="grid gap-2">
      <p className="text-sm">
        {job.state === "waiting" && job.ahead > 0
          ? t("waiting", { ahead: job.ahead })
          : t(isFirst ? "preparing" : "preparingAgain")}
      </p>
      <Progress value={job.state === "waiting" ? null : job.progress} label={t("preparingLabel")} />
    </div>
  );
}

"use client";
import { Mic, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Spinner } from "@/components/ui/spinner";
import type { ConsentResult } from "@/lib/consent/result";
import type { Language } from "@/lib/languages";
import type { CeremonyView } from "@/lib/voice-profiles/ceremony-view";
import { ConsentEnd } from "./consent-end";
import { useConsentRecorder } from "./use-consent-recorder";

interface ConsentCeremonyProps {
  profileId: number;
  language: Language;
  /** One of lib/consent/purposes, or words of one's own; null while none is chosen. */
  purpose: string | null;
  /** What the voice still needs before somebody can consent to it; null: nothing. */
  missing?: string | null;
  /** A try has ended, and with it perhaps what the page around it shows. */
  onOutcome: (outcome: ConsentResult["outcome"]) => void;
  /** What is chosen before a ceremony begins; hidden while one is under way. */
  children?: ReactNode;
}

/** The person whose voice it is reads a sentence aloud, here and now; the outcome, and what to do next. */
export function ConsentCeremony(props: ConsentCeremonyProps) {
  const { profileId, language, purpose, missing = null, onOutcome, children } = props;
  const t = useTranslations("consentCeremony");
  const bar = useRef<HTMLSpanElement>(null);
  const ceremony = useConsentRecorder(bar);
  const { view } = ceremony;
  const end = view.kind === "ended" ? view.end : view.kind === "reading" ? view.before : null;
  const told = useRef(end);
  useEffect(() => {
    // Once for each end, however often the page around it renders.
    if (end === null || end === told.current) return;
    told.current = end;
    onOutcome(end.result.outcome);
  }, [end, onOutcome]);
  const isFinal = view.kind === "ended" && ["match", "unsure"].includes(view.end.result.outcome);
  const isFree = view.kind !== "reading" && view.kind !== "checking" && !isFinal;

  return (
    <div data-testid="consent-ceremony" data-ceremony={view.kind} className="grid gap-4">
      {isFree && children}
      {view.kind === "idle" && <p className="max-w-prose text-muted-foreground text-sm">{t("what")}</p>}
      {view.kind === "reading" && view.before && <ConsentEnd end={view.before} code={null} />}
      {view.kind === "reading" && <Reading view={view} bar={bar} ceremony={ceremony} />}
      {view.kind === "checking" && (
        <p role="status" className="flex items-center gap-2 text-sm">
          <Spinner aria-hidden />
          {t("checking")}
        </p>
      )}
      {view.kind === "ended" && <ConsentEnd end={view.end} code={view.code} />}
      <Interrupted view={view} />
      {isFree && (
        <div className="flex flex-wrap items-center gap-3">
          <Button
            size="lg"
            disabled={purpose === null || missing !== null || view.kind === "connecting"}
            onClick={() => purpose !== null && ceremony.begin({ profile_id: profileId, language, purpose })}
          >
            {view.kind === "connecting" && <Spinner aria-hidden />}
            {view.kind === "idle" || view.kind === "connecting" ? t("begin") : t("beginAgain")}
          </Button>
          {missing !== null && <p className="text-muted-foreground text-sm">{missing}</p>}
        </div>
      )}
    </div>
  );
}

/** What stopped a ceremony from outside. */
function Interrupted({ view }: { view: CeremonyView }) {
  const t = useTranslations("consentCeremony");
  const errors = useTranslations("errors");
  if (view.kind === "refused") {
    return (
      <Alert role="alert" tone="warning">
        {view.code === "conflict" ? t("refusedConflict") : errors(view.code)}
      </Alert>
    );
  }
  if (view.kind !== "lost") return null;
  return (
    <Alert role="alert" tone={view.isChecked ? "info" : "warning"}>
      {view.isChecked ? t("lostChecked") : t("lost")}
    </Alert>
  );
}

interface ReadingProps {
  view: Extract<CeremonyView, { kind: "reading" }>;
  bar: RefObject<HTMLSpanElement | null>;
  ceremony: ReturnType<typeof useConsentRecorder>;
}

function Reading({ view, bar, ceremony }: ReadingProps) {
  const t = useTranslations("consentCeremony");
  const blocks = useTranslations("chat.blocked");
  const { sentence, microphone, blocked } = view;
  const isOn = microphone === "on";
  return (
    <div className="grid gap-4 rounded-md border p-4 sm:p-6">
      <p className="text-muted-foreground text-sm">{isOn ? t("readNow") : t("readFirst")}</p>
      <p
        lang={sentence.language}
        data-testid="consent-sentence"
        className="text-balance font-medium text-xl sm:text-2xl"
      >
        {sentence.text}
      </p>
      <span aria-hidden className={cn("h-2 overflow-hidden rounded-full bg-border", !isOn && "opacity-40")}>
        <span
          ref={bar}
          className={cn(
            "block h-full origin-left rounded-full bg-primary [transform:scaleX(var(--level,0))]",
            !isOn && "hidden",
          )}
        />
      </span>
      {blocked !== null && (
        <Alert role="alert" tone="warning">
          {blocks(blocked)}
        </Alert>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          size="lg"
          disabled={microphone === "opening"}
          onClick={() => void (isOn ? ceremony.stopReading() : ceremony.startReading())}
        >
          {isOn ? <Square aria-hidden /> : <Mic aria-hidden />}
          {isOn ? t("done") : t("read")}
        </Button>
        <Button variant="ghost" size="lg" onClick={ceremony.cancel}>
          {t("cancel")}
        </Button>
        <p className="ml-auto text-muted-foreground text-sm tabular-nums">
          <TimeLeft untilMs={sentence.expiresAtMs} /> · {t("triesLeft", { count: sentence.attemptsLeft + 1 })}
        </p>
      </div>
    </div>
  );
}

function TimeLeft({ untilMs }: { untilMs: number }) {
  const t = useTranslations("consentCeremony");
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const leftS = Math.max(0, Math.ceil((untilMs - nowMs) / 1_000));
  const time = `${Math.floor(leftS / 60)}:${String(leftS % 60).padStart(2, "0")}`;
  return <span className={cn(leftS <= 30 && "font-medium text-warning")}>{t("timeLeft", { time })}</span>;
}

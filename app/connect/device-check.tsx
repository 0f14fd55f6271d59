"use client";
import { CircleCheck, CircleDashed, CircleHelp, CircleX, Play, RotateCcw, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { type CheckPart, checkParts, type DeviceCheck, hasPassed, type PartState } from "@/lib/connect/device-check";
import { KeepDevice } from "./keep-device";
import { useDeviceCheck } from "./use-device-check";

const signs = {
  passed: [CircleCheck, "text-success"],
  failed: [CircleX, "text-danger"],
  unknown: [CircleHelp, "text-muted-foreground"],
  open: [CircleDashed, "text-muted-foreground"],
} as const;

/** Checks all that a conversation needs of this device, and says what to do about what fails. */
export function DeviceCheckRoom({ isLoggedIn }: { isLoggedIn: boolean }) {
  const t = useTranslations("connect.check");
  const bar = useRef<HTMLSpanElement>(null);
  const { check, trialState, hasPlayed, begin, stop, play, answer } = useDeviceCheck(bar);
  const isRecording = trialState.kind === "recording";
  const hasBegun = check.parts.secure !== undefined;
  const canPlay = trialState.kind === "done" && trialState.verdict !== "silent";
  const isPassed = hasPassed(check);
  return (
    <section data-testid="device-check" data-passed={isPassed}>
      <h2 className="font-semibold text-base">{t("title")}</h2>
      <p className="mt-1 max-w-prose text-muted-foreground text-sm">{t("body")}</p>
      <ul className="mt-4 grid max-w-prose gap-3">
        {checkParts.map((part) => (
          <Part key={part} part={part} check={check} />
        ))}
      </ul>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        {isRecording ? (
          <Button onClick={stop} className="h-11">
            <Square aria-hidden />
            {t("stop")}
          </Button>
        ) : (
          <Button
            onClick={begin}
            disabled={trialState.kind === "opening"}
            variant={hasBegun ? "outline" : "primary"}
            className="h-11"
          >
            {hasBegun ? <RotateCcw aria-hidden /> : <Play aria-hidden />}
            {t(hasBegun ? "again" : "start")}
          </Button>
        )}
        {canPlay && (
          <Button variant={check.parts.speaker ? "outline" : "primary"} onClick={play} className="h-11">
            <Play aria-hidden />
            {t("play")}
          </Button>
        )}
      </div>
      <span
        aria-hidden
        className={cn("mt-3 block h-2 max-w-xs overflow-hidden rounded-full bg-border", !isRecording && "hidden")}
      >
        <span
          ref={bar}
          className="block h-full origin-left rounded-full bg-primary [transform:scaleX(var(--level,0))]"
        />
      </span>
      {hasPlayed && canPlay && (
        <fieldset className="mt-4 flex flex-wrap items-center gap-2">
          <legend className="mb-2 text-sm">{t("heardQuestion")}</legend>
          <Button variant="outline" onClick={() => answer(true)} className="h-11">
            {t("yes")}
          </Button>
          <Button variant="outline" onClick={() => answer(false)} className="h-11">
            {t("no")}
          </Button>
        </fieldset>
      )}
      <p role="status" className={cn("mt-3 text-sm empty:hidden", isPassed && "font-medium text-success")}>
        {isPassed ? t("passed") : isRecording ? t("speak") : canPlay && !hasPlayed ? t("listen") : ""}
      </p>
      {hasBegun &&
        isLoggedIn &&
        check.parts.round_trip &&
        (check.parts.speaker || check.parts.microphone === "failed") && <KeepDevice check={check} />}
      {isPassed && !isLoggedIn && <p className="mt-2 text-muted-foreground text-xs">{t("logInToKeep")}</p>}
    </section>
  );
}

function Part({ part, check }: { part: CheckPart; check: DeviceCheck }) {
  const t = useTranslations("connect.check");
  const state = check.parts[part];
  const [Sign, colour] = signs[state ?? "open"];
  const hint = useHint(part, state, check);
  return (
    <li className="flex gap-3 text-sm" data-part={part} data-state={state ?? "open"}>
      <Sign aria-hidden className={cn("mt-0.5 size-4 shrink-0", colour)} />
      <div className="min-w-0">
        <p>
          <span className="font-medium">{t(`parts.${part}`)}</span>
          {state && <span className="sr-only">: {t(`states.${state}`)}</span>}
          {part === "round_trip" && check.roundTripMs !== null && (
            <span className="text-muted-foreground tabular-nums">
              {" "}
              {t("milliseconds", { ms: Math.max(1, Math.round(check.roundTripMs)) })}
            </span>
          )}
        </p>
        {hint && <p className="text-muted-foreground">{hint}</p>}
      </div>
    </li>
  );
}

/** What to do about a part that did not pass. */
function useHint(part: CheckPart, state: PartState | undefined, { blocked, verdict }: DeviceCheck): string | null {
  const t = useTranslations("connect.check");
  const chat = useTranslations("chat");
  if (state === undefined || state === "passed") return null;
  if (part === "microphone") return blocked && chat(`blocked.${blocked}`);
  if (part === "level") return verdict && chat(`microphoneCheck.verdicts.${verdict}`);
  return t(`hints.${part}`);
}

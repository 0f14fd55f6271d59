"use client";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Language } from "@/lib/languages";
import type { ReplayCaseView, ReplayRunView, SideView } from "@/lib/replay/views";
import { PendingText } from "./pending-text";
import { PersonSound } from "./person-sound";
import { SoundButton } from "./sound-button";
import { useSideSounds } from "./use-side-sounds";

interface OpenComparisonProps {
  replayCase: ReplayCaseView;
  base: SideView | null;
  result: SideView | null;
  run: ReplayRunView;
}

/** Both sides with their names, texts and sounds. */
export function OpenComparison({ replayCase, base, result, run }: OpenComparisonProps) {
  const t = useTranslations("replay.compare");
  const sounds = useSideSounds(base?.ai_audio_url ?? null, result?.ai_audio_url ?? null);
  const said = base?.user_audio_url ?? result?.user_audio_url ?? null;
  return (
    <div className="space-y-5">
      {said && <PersonSound url={said} />}
      <div className="grid gap-6 lg:grid-cols-2">
        {[base, result].map((side, index) => (
          <section key={index === 0 ? "base" : "run"} className="min-w-0 space-y-3">
            <h2 className="font-semibold text-base">{t(index === 0 ? "base" : "run")}</h2>
            {side ? (
              <>
                {side.ai_audio_url ? (
                  <SoundButton
                    sound={index === 0 ? sounds[0] : sounds[1]}
                    name={t(index === 0 ? "base" : "run")}
                    letter={index === 0 ? "A" : "B"}
                  />
                ) : (
                  <p className="text-muted-foreground text-sm">{t("noSound")}</p>
                )}
                <SideTexts side={side} language={replayCase.language} />
              </>
            ) : (
              <p className="text-muted-foreground text-sm">
                {index === 0 ? t("notRun") : <PendingText run={run} done={0} />}
              </p>
            )}
          </section>
        ))}
      </div>
    </div>
  );
}

function SideTexts({ side, language }: { side: SideView; language: Language | null }) {
  const t = useTranslations("replay.compare");
  const errors = useTranslations("errors");
  const models = [side.models.stt, side.models.llm, side.models.tts, side.voice?.replace(/^builtin:/, "")];
  return (
    <>
      {side.outcome !== "done" && (
        <p className="flex items-start gap-1.5 text-sm text-warning">
          <CircleAlert aria-hidden className="mt-[0.2em] size-4 shrink-0" />
          <span>
            {[t(side.outcome), side.missing && t(`missing.${side.missing}`), side.error_code && errors(side.error_code)]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </p>
      )}
      <dl className="space-y-3">
        <div>
          <dt className="text-muted-foreground text-xs">{t("heard")}</dt>
          <dd lang={language ?? undefined} className="whitespace-pre-wrap break-words">
            {side.user_text ?? "–"}
          </dd>
        </div>
        <div>
          <dt className="text-muted-foreground text-xs">{t("reply")}</dt>
          <dd lang={language ?? undefined} className="whitespace-pre-wrap break-words">
            {side.ai_text || t("noReply")}
          </dd>
        </div>
      </dl>
      <p className="break-words text-muted-foreground text-xs">{models.filter(Boolean).join(" · ")}</p>
    </>
  );
}

"use client";
import { Play, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { RadioGroup } from "radix-ui";
import { useId } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { Language, SpeechMode } from "@/lib/languages";
import { voiceSampleUrl } from "@/lib/voice-sample";
import { parseVoiceId } from "@/lib/voices";
import { useVoiceSample } from "./use-voice-sample";
import type { VoiceChoice } from "./voice-choice";

interface VoiceListProps {
  voices: readonly VoiceChoice[];
  /** The chosen voice; the first one speaks where it is none of these. */
  chosen: string | null;
  choose: (voice: string) => void;
  language: Language;
  mode: SpeechMode;
  outputDeviceId: string | null;
}

/**
 * The voices that speak the language in the mode; each can be heard before it is chosen: one that comes with a model by a
 * sentence, a cloned one by its recording.
 */
export function VoiceList({ voices, chosen, choose, language, mode, outputDeviceId }: VoiceListProps) {
  const t = useTranslations("chat.settingsPanel");
  const id = useId();
  const sample = useVoiceSample(outputDeviceId);
  const isThere = voices.some((voice) => voice.id === chosen);
  const speaking = voices.find((voice) => voice.isSpeakable);
  const value = isThere ? chosen : (speaking?.id ?? null);
  const isGone = !isThere && chosen !== null && parseVoiceId(chosen)?.kind === "profile";
  return (
    <div className="grid gap-1.5">
      <p id={id} className="font-medium text-sm">
        {t("voice")}
      </p>
      {isGone && (
        <p role="status" className="text-sm text-warning">
          {t("voiceGone", { voice: speaking?.label ?? "" })}
        </p>
      )}
      {voices.length === 0 && <p className="text-muted-foreground text-sm">{t("voiceNone")}</p>}
      <RadioGroup.Root
        aria-labelledby={id}
        value={value}
        onValueChange={choose}
        className="grid divide-y rounded-md border"
      >
        {voices.map((voice) => (
          <div key={voice.id} className="flex items-center">
            <RadioGroup.Item
              value={voice.id}
              aria-label={voice.label}
              className="group flex min-h-11 min-w-0 flex-1 items-center gap-3 rounded-md px-3 text-left text-sm hover:bg-hover focus-visible:outline-2 focus-visible:outline-ring focus-visible:-outline-offset-2"
            >
              <span
                aria-hidden
                className="grid size-4 shrink-0 place-items-center rounded-full border border-input group-data-[state=checked]:border-primary"
              >
                <RadioGroup.Indicator className="size-2 rounded-full bg-primary" />
              </span>
              <span className="min-w-0">
                <span className="break-words group-data-[state=checked]:font-medium">{voice.label}</span>
                {voice.isCloned && (
                  <span className="block text-muted-foreground text-xs">
                    {voice.isSpeakable ? t("voiceCloned") : t("voiceUnspeakable")}
                  </span>
                )}
              </span>
            </RadioGroup.Item>
            <ListenButton
              voice={voice}
              state={sample.voice === voice.id ? sample.state : "idle"}
              toggle={() => {
                const url = soundOf(voice.id, { language, mode });
                if (url) sample.toggle(voice.id, url);
              }}
            />
          </div>
        ))}
      </RadioGroup.Root>
      {sample.state === "failed" && (
        <p role="alert" className="text-sm text-warning">
          {t("listenFailed")}
        </p>
      )}
    </div>
  );
}

/** Where the voice can be heard. */
function soundOf(voice: string, spoken: { language: Language; mode: SpeechMode }): string | null {
  const id = parseVoiceId(voice);
  if (id?.kind === "profile") return `/api/voice-profiles/${id.profileId}/audio/reference`;
  return id ? voiceSampleUrl({ voice: id.name, ...spoken }) : null;
}

interface ListenButtonProps {
  voice: VoiceChoice;
  state: ReturnType<typeof useVoiceSample>["state"];
  toggle: () => void;
}

function ListenButton({ voice, state, toggle }: ListenButtonProps) {
  const t = useTranslations("chat.settingsPanel");
  const active = state === "loading" || state === "playing";
  return (
    <Button
      variant="ghost"
      size="icon"
      data-sample={state}
      aria-label={active ? t("listenStop", { voice: voice.label }) : t("listen", { voice: voice.label })}
      title={active ? t("listenStop", { voice: voice.label }) : t("listen", { voice: voice.label })}
      onClick={toggle}
      className="mr-1 size-11 shrink-0 text-muted-foreground sm:size-9"
    >
      {state === "loading" ? <Spinner /> : state === "playing" ? <Square aria-hidden /> : <Play aria-hidden />}
    </Button>
  );
}

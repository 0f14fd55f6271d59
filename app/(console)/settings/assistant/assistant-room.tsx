"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { HouseChangeView } from "@/lib/house-settings";
import { languageSchema } from "@/lib/languages";
import type { PersonaVersionName, PersonaView } from "@/lib/personas/persona";
import { formatVoiceId } from "@/lib/voices";
import { ChangeLog } from "../change-log";
import { RoomIntro } from "../room-intro";
import type { AssistantKey } from "./assistant-keys";
import { BeginningForm, type BeginningView } from "./beginning-form";
import { type DefaultVoice, DefaultVoiceChoice } from "./default-voice-choice";
import { PersonaList } from "./persona-list";

interface AssistantRoomProps {
  personas: readonly PersonaView[];
  /** Null: the one that comes with AVATAR. */
  versionInUse: number | null;
  /** Of the version in use and those of the changes. */
  versionNames: Readonly<Record<number, PersonaVersionName>>;
  beginning: BeginningView;
  voices: readonly DefaultVoice[];
  changes: readonly HouseChangeView[];
}

/** Who answers, and how a conversation begins. */
export function AssistantRoom(props: AssistantRoomProps) {
  const { personas, versionInUse, versionNames, beginning, voices, changes } = props;
  const t = useTranslations("settings.assistant");
  const languageName = useTranslations("chat.language.names");
  const voiceLabels = new Map(voices.flatMap(({ options }) => options.map(({ id, label }) => [id, label])));
  const inWords = (key: string, value: unknown): string => {
    if (Array.isArray(value)) return value.length === 0 ? t("none") : value.join("\n");
    const language = key === "defaultLanguage" ? languageSchema.safeParse(value).data : undefined;
    if (language) return languageName(language);
    if (key === "personaVersion") {
      const version = versionNames[Number(value)];
      return version ? t("personas.nameVersion", { name: version.name, version: version.version }) : String(value);
    }
    if (key.startsWith("voiceProfile"))
      return voiceLabels.get(formatVoiceId({ kind: "profile", profileId: Number(value) })) ?? t("voice.gone");
    if (key.startsWith("builtinVoice"))
      return voiceLabels.get(formatVoiceId({ kind: "builtin", name: String(value) })) ?? String(value);
    return String(value);
  };
  return (
    <>
      <RoomIntro title={t("title")} what={t("what")} />
      <Part title={t("personas.title")} what={t("personas.what")}>
        <PersonaList
          personas={personas}
          versionInUse={versionInUse}
          inUse={versionInUse === null ? null : (versionNames[versionInUse] ?? null)}
        />
      </Part>
      <Part title={t("voice.title")} what={t("voice.what")}>
        <div className="grid gap-x-6 gap-y-4 md:grid-cols-2">
          {voices.map((voice) => (
            <DefaultVoiceChoice key={voice.language} voice={voice} />
          ))}
        </div>
      </Part>
      <Part title={t("beginning.title")} what={t("beginning.what")}>
        <BeginningForm beginning={beginning} />
      </Part>
      <ChangeLog changes={changes} nameOf={(key) => t(`keys.${key as AssistantKey}`)} inWords={inWords} />
    </>
  );
}

/** One thing of the room. */
function Part({ title, what, children }: { title: string; what: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="mt-8 first-of-type:mt-0">
      <h3 className="font-semibold text-sm">{title}</h3>
      <p className="mt-1 mb-3 max-w-prose text-muted-foreground text-sm">{what}</p>
      {children}
    </section>
  );
}

"use client";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Label } from "@/components/ui/label";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import type { Language } from "@/lib/languages";
import { parseVoiceId } from "@/lib/voices";
import { Refused } from "../../refused";
import { decideForHouseAction } from "../actions";
import { useHouseAct } from "../use-house-act";
import { voiceKeysOf } from "./voice-keys";

export interface DefaultVoice {
  language: Language;
  /** As text; null: the first one that comes with the model. */
  chosen: string | null;
  /** What is stored; a profile may have ended since. */
  decided: { profileId: number | null; builtinName: string | null };
  options: { id: string; label: string }[];
}

const first = "first";

/** The voice that speaks a language to whoever has chosen none. */
export function DefaultVoiceChoice({ voice: { language, chosen, decided, options } }: { voice: DefaultVoice }) {
  const t = useTranslations("settings.assistant.voice");
  const languageName = useTranslations("chat.language.names");
  const id = useId();
  const decide = useHouseAct(decideForHouseAction);
  const choose = (value: string) => {
    const { profile, builtin } = voiceKeysOf[language];
    const voice = parseVoiceId(value);
    const basedOn = { [profile]: decided.profileId, [builtin]: decided.builtinName };
    if (voice === null) return decide.mutate({ unset: [profile, builtin], basedOn });
    if (voice.kind === "profile") return decide.mutate({ set: { [profile]: voice.profileId }, basedOn });
    decide.mutate({ set: { [builtin]: voice.name }, unset: [profile], basedOn });
  };
  const known =
    chosen === null || options.some((option) => option.id === chosen)
      ? options
      : [...options, { id: chosen, label: chosen }];
  return (
    <div className="grid content-start gap-1.5">
      <Label htmlFor={id}>{t("label", { language: languageName(language) })}</Label>
      <Select value={chosen ?? first} disabled={decide.isPending} onValueChange={choose}>
        <SelectTrigger id={id} className="pointer-coarse:h-11">
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          <SelectItem value={first}>{t("first")}</SelectItem>
          {known.map((option) => (
            <SelectItem key={option.id} value={option.id}>
              {option.label}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
      <Refused error={decide.error} />
    </div>
  );
}

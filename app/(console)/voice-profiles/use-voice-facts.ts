"use client";
import { useTranslations } from "next-intl";
import type { ProfileView } from "@/lib/voice-profiles/views";

/** A voice in a few words: whose, language, length, who may use it. */
export function useVoiceFacts(): (profile: ProfileView) => string[] {
  const t = useTranslations("voices");
  const languageName = useTranslations("chat.language.names");
  return (profile) => {
    const { speaker_name: speaker, language, duration, visibility, is_own: isOwn, owner } = profile;
    const onlyOne = isOwn ? t("visibility.private") : t("visibility.privateOf", { owner });
    return [
      speaker === "" || speaker === profile.name ? null : t("speaker", { name: speaker }),
      languageName(language),
      t("length", { seconds: duration }),
      visibility === "house" ? t("visibility.house") : onlyOne,
      isOwn || visibility !== "house" ? null : t("broughtBy", { owner }),
    ].filter((fact) => fact !== null);
  };
}

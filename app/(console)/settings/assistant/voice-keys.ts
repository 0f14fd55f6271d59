/** The settings that hold the house's voice for a language: a profile, and what speaks where there is none. */
export const voiceKeysOf = {
  "zh-TW": { profile: "voiceProfileZh", builtin: "builtinVoiceZh" },
  en: { profile: "voiceProfileEn", builtin: "builtinVoiceEn" },
} as const;

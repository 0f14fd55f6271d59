/** What the room decides, in the order of the page. */
export const assistantKeys = [
  "personaVersion",
  "greetingZh",
  "greetingEn",
  "starterPromptsZh",
  "starterPromptsEn",
  "defaultLanguage",
  "voiceProfileZh",
  "voiceProfileEn",
  "builtinVoiceZh",
  "builtinVoiceEn",
] as const;
export type AssistantKey = (typeof assistantKeys)[number];

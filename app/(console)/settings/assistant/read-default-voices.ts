import { languages } from "@/lib/languages";
import type { ProfileView } from "@/lib/voice-profiles/views";
import { formatVoiceId } from "@/lib/voices";
import type { RecordsContext } from "@/server/records/context";
import { house } from "@/server/records/settings/house";
import { readHouseVoice } from "@/server/records/voice-profiles/house-voice";
import type { getRuntime } from "@/server/web/runtime";
import type { DefaultVoice } from "./default-voice-choice";
import { voiceKeysOf } from "./voice-keys";

type BuiltinVoices = ReturnType<ReturnType<typeof getRuntime>["voices"]>;

/** For each language: the voice that speaks to whoever chose none, and those that could. */
export function readDefaultVoices(
  ctx: RecordsContext,
  builtin: BuiltinVoices,
  profiles: readonly ProfileView[],
): Promise<DefaultVoice[]> {
  return Promise.all(
    languages.map(async (language) => {
      const chosen = await readHouseVoice(ctx, language);
      const named = builtin
        .filter((voice) => voice.language === language)
        .map(({ name, label }) => ({ id: formatVoiceId({ kind: "builtin", name }), label }));
      const own = profiles
        .filter((each) => each.language === language && each.state === "ready" && each.visibility === "house")
        .map(({ id: profileId, name: label }) => ({ id: formatVoiceId({ kind: "profile", profileId }), label }));
      const keys = voiceKeysOf[language];
      const decided = {
        profileId: await house.read(ctx, keys.profile),
        builtinName: await house.read(ctx, keys.builtin),
      };
      return { language, chosen: chosen && formatVoiceId(chosen), decided, options: [...named, ...own] };
    }),
  );
}

"use server";
import { revalidatePath } from "next/cache";
import { getLocale } from "next-intl/server";
import { z } from "zod";
import { answered } from "@/app/answered";
import { languages as languageList, languageSchema, speechModes } from "@/lib/languages";
import { chosenVoices } from "@/lib/settings";
import { formatVoiceId, parseVoiceId, voicePlace, voiceTextSchema } from "@/lib/voices";
import { parseInput } from "@/server/access/parse";
import { decideConsent } from "@/server/records/consents/decide-consent";
import { readSettings } from "@/server/records/settings/read-settings";
import { saveSetting } from "@/server/records/settings/save-setting";
import { changeDraft } from "@/server/records/voice-profiles/change-draft";
import { changeVisibility } from "@/server/records/voice-profiles/change-visibility";
import { deleteReplies } from "@/server/records/voice-profiles/delete-replies";
import { discardDraft } from "@/server/records/voice-profiles/discard-draft";
import { chooseHouseVoice } from "@/server/records/voice-profiles/house-voice";
import { saveProfile } from "@/server/records/voice-profiles/save-profile";
import { requireContext } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";

type EndedVoice = Parameters<ReturnType<typeof getRuntime>["endVoice"]>[1];

// What comes from a page is unchecked, whatever its type says: each verb parses its input.

export const changeDraftAction = answered(async (input: Parameters<typeof changeDraft>[1]) =>
  changeDraft(await requireContext(), input),
);

export const saveProfileAction = answered(async (input: Parameters<typeof saveProfile>[1]) =>
  saveProfile(await requireContext(), input),
);

export const discardDraftAction = answered(async (input: Parameters<typeof discardDraft>[1]) =>
  discardDraft(await requireContext(), input),
);

/** Whoever may not use the voice any more does not go on being answered in it. */
export const changeVisibilityAction = answered(async (input: Parameters<typeof changeVisibility>[1]) => {
  await changeVisibility(await requireContext(), input);
  await getRuntime().voiceChanged(input.profileId);
});

export const chooseHouseVoiceAction = answered(async (input: Parameters<typeof chooseHouseVoice>[1]) =>
  chooseHouseVoice(await requireContext(), input),
);

export const decideConsentAction = answered(async (input: Parameters<typeof decideConsent>[1]) =>
  decideConsent(await requireContext(), input),
);

/** Ends a voice for good; returns how many stored replies in it still have their sound. */
export const endVoiceAction = answered(async (input: EndedVoice) =>
  getRuntime().endVoice(await requireContext(), input),
);

export const deleteRepliesAction = answered(async (input: Parameters<typeof deleteReplies>[1]) =>
  deleteReplies(await requireContext(), input),
);

const choiceSchema = z.object({ voice: voiceTextSchema, languages: z.array(languageSchema).max(languageList.length) });

/** The person's next turns in these languages are spoken in the voice, in each quality that it has. */
export const chooseVoiceAction = answered(async (input: z.input<typeof choiceSchema>) => {
  const ctx = await requireContext();
  const { voice, languages } = parseInput(choiceSchema, input);
  const { chat } = await readSettings(ctx);
  const modes = modesOf(voice);
  const places = languages.flatMap((language) => modes.map((mode) => [voicePlace(language, mode), voice]));
  const voices = { ...chosenVoices(chat, await getLocale()), ...Object.fromEntries(places) };
  await saveSetting(ctx, { key: "chat", value: { ...chat, voices } });
  // A chat page that the browser kept for going back would still have the earlier voice.
  revalidatePath("/", "layout");
});

function modesOf(voice: string) {
  const builtin = getRuntime()
    .voices()
    .find(({ name }) => formatVoiceId({ kind: "builtin", name }) === voice);
  return builtin && parseVoiceId(voice)?.kind === "builtin" ? builtin.modes : speechModes;
}

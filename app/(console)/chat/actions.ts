"use server";
import { answeringAction } from "@/app/answering-action";
import { type SettingValue, settingSchemas } from "@/lib/settings";
import { requireContext } from "@/server/auth/current-actor";
import { parseInput } from "@/server/services/parse";
import { saveSetting } from "@/server/services/settings/save-setting";

/** Keeps what the person chose for their conversations. */
export const saveChatSettings = answeringAction(async (value: SettingValue<"chat">): Promise<void> => {
  await saveSetting(await requireContext(), { key: "chat", value: parseInput(settingSchemas.chat, value) });
});

"use server";
import { answeringAction } from "@/app/answering-action";
import { type SettingValue, settingSchemas } from "@/lib/settings";
import { parseInput } from "@/server/access/parse";
import { saveSetting } from "@/server/records/settings/save-setting";
import { requireContext } from "@/server/web/current-actor";

/** Stores what the person chose for their conversations. */
export const saveChatSettings = answeringAction(async (value: SettingValue<"chat">): Promise<void> => {
  await saveSetting(await requireContext(), { key: "chat", value: parseInput(settingSchemas.chat, value) });
});

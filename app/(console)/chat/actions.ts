"use server";
import { type SettingValue, settingSchemas } from "@/lib/settings";
import { requireContext } from "@/server/auth/current-actor";
import { saveSetting } from "@/server/services/settings/save-setting";

/** Keeps what the person chose for their conversations. */
export async function saveChatSettings(value: SettingValue<"chat">): Promise<void> {
  await saveSetting(await requireContext(), { key: "chat", value: settingSchemas.chat.parse(value) });
}

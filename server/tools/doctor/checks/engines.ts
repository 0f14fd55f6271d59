import { type ModelRole, modelRoles } from "../../../../lib/models";
import type { Config } from "../../../config/config";
import { type Finding, ok } from "../check";

export const roleNames: Record<ModelRole, string> = {
  stt: "Speech recognition",
  llm: "Language model",
  tts: "Speech synthesis",
};
export const processNames: Record<ModelRole, string> = {
  stt: "Whisper",
  llm: "vLLM",
  tts: "F5-TTS",
};

/** How this machine runs each of its models. Models on remote servers have checks of their own. */
export function engineFindings({ serving }: Pick<Config, "serving">): Finding[] {
  return modelRoles.flatMap((role) => {
    const own = serving[role];
    if (own.kind === "remote") return [];
    if (own.kind === "embedded") return [ok(roleNames[role], "embedded")];
    const port = own.port === 0 ? "a free port" : `port ${own.port}`;
    const program = own.command ? `AVATAR_${role.toUpperCase()}_COMMAND` : processNames[role];
    return [ok(roleNames[role], `${program}, started by AVATAR on ${port}`)];
  });
}

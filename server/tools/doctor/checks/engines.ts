import type { Config } from "../../../config/config";
import { type ProcessRole, processRoles } from "../../../inference/models/server-models";
import { type Finding, ok } from "../check";

export const roleNames: Record<ProcessRole, string> = {
  stt: "Speech recognition",
  llm: "Language model",
  tts: "Speech synthesis",
};
export const processNames: Record<ProcessRole, string> = {
  stt: "Whisper",
  llm: "vLLM",
  tts: "F5-TTS",
};

/** How this machine runs each of its models. Models on remote servers have checks of their own. */
export function engineFindings({ serving }: Pick<Config, "serving">): Finding[] {
  return processRoles.flatMap((role) => {
    const own = serving[role];
    if (own.kind === "remote") return [];
    if (own.kind === "embedded") return [ok(roleNames[role], "embedded")];
    const port = own.port === 0 ? "a free port" : `port ${own.port}`;
    const program = own.command ? `AVATAR_${role.toUpperCase()}_COMMAND` : processNames[role];
    return [ok(roleNames[role], `${program}, started by AVATAR on ${port}`)];
  });
}

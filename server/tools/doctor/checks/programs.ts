import type { ModelRole } from "../../../../lib/models";
import { runTool } from "../../../platform/child-process/run-tool";
import { whichProgram } from "../../../platform/child-process/which-program";
import { type Finding, failed, ok } from "../check";
import { processNames } from "./engines";

/** Checks ffmpeg, through which F5-TTS reads reference recordings. */
export async function ffmpegFinding(options: {
  signal: AbortSignal;
  environment: NodeJS.ProcessEnv;
}): Promise<Finding> {
  const run = await runTool("ffmpeg", ["-version"], options);
  const version = run.kind === "ended" && run.code === 0 ? /version (\S+)/.exec(run.stdout)?.[1] : undefined;
  if (version) return ok("ffmpeg", version);
  const reason = run.kind === "missing" ? "is not on PATH" : "does not run";
  return failed(
    "ffmpeg",
    `${reason}; F5-TTS needs it for cloned voices`,
    "Install it (Debian: apt-get install ffmpeg).",
  );
}

/** Looks for the program of AVATAR_*_COMMAND, without running it: what it would do is unknown. */
export function commandFinding(role: ModelRole, command: readonly string[], environment: NodeJS.ProcessEnv): Finding {
  const [program = ""] = command;
  const name = `Program of ${processNames[role]}`;
  const found = whichProgram(program, environment);
  if (found) return ok(name, found);
  return failed(name, `${program} is not there or may not be run`, `Correct AVATAR_${role.toUpperCase()}_COMMAND.`);
}

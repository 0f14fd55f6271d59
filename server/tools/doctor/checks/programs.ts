import type { ModelRole } from "../../../../lib/models";
import { runTool } from "../../../platform/child-process/run-tool";
import { whichProgram } from "../../../platform/child-process/which-program";
import { type Finding, failed, ok, warning } from "../check";
import { processNames } from "./engines";

/** Without them: 16-bit PCM is read by the worker itself. */
const withoutTools = "only recordings in 16-bit PCM WAV can be used for cloned voices";

/** Checks ffmpeg and ffprobe, through which F5-TTS reads reference recordings in other formats. */
export async function ffmpegFindings(options: {
  signal: AbortSignal;
  environment: NodeJS.ProcessEnv;
}): Promise<Finding[]> {
  return Promise.all(
    ["ffmpeg", "ffprobe"].map(async (tool) => {
      const run = await runTool(tool, ["-version"], options);
      const version = run.kind === "ended" && run.code === 0 ? /version (\S+)/.exec(run.stdout)?.[1] : undefined;
      if (version) return ok(tool, version);
      const reason = run.kind === "missing" ? "is not on PATH" : "does not run";
      return warning(tool, `${reason}: ${withoutTools}`, "Install it (Debian: apt-get install ffmpeg).");
    }),
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

import type { Command } from "commander";
import { childEnvironment } from "../../platform/child-process/environment";
import { type Finding, failed, runCheck, worstLevel } from "../doctor/check";
import { doctorChecks } from "../doctor/doctor";
import { formatFinding, formatSummary, reportStyle } from "../doctor/report";
import { program, withModelStore } from "../environment";
import type { CommandLanguage } from "../words/language";
import { sayError } from "../words/say";

/**
 * Runs all checks at once. Passes the findings on in the order of the report, each as early as that order allows. A
 * configuration that is refused is one finding, in this language.
 */
export async function examine(
  onFindings: (findings: readonly Finding[]) => void,
  language: CommandLanguage = "en",
): Promise<void> {
  // The server runs in this folder, so relative paths of programs and models mean the same to both.
  process.chdir(program.projectRoot);
  try {
    await withModelStore(async (store, config) => {
      // The checked programs get the same environment as the server's model processes.
      const environment = childEnvironment(process.env);
      const context = { config, store, environment, program };
      for (const findings of doctorChecks(context).map(runCheck)) onFindings(await findings);
    });
  } catch (error) {
    onFindings([
      failed("Configuration", sayError(error, language), "Correct it, then run this again: nothing else was checked."),
    ]);
  }
}

async function doctor({ json }: { json?: boolean }): Promise<void> {
  const style = reportStyle(process.stdout, process.env);
  const all: Finding[] = [];
  await examine(
    (findings) => {
      all.push(...findings);
      if (!json) for (const finding of findings) console.log(formatFinding(finding, style));
    },
    json ? "en" : style.language,
  );
  if (json) console.log(JSON.stringify({ level: worstLevel(all), findings: all }, null, 2));
  else console.log(`\n${formatSummary(all, style.language)}`);
  if (worstLevel(all) === "failed") process.exitCode = 1;
}

export function addDoctorCommand(commands: Command): void {
  commands
    .command("doctor")
    .description("checks whether AVATAR can run well here, as it is configured; says what to do where not")
    .option("--json", "as JSON")
    .action(doctor);
}

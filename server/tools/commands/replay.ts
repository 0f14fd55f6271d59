import { randomUUID } from "node:crypto";
import { closeSync, openSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Command, Option } from "commander";
import junit from "junit-report-builder";
import { AppError, errorCodeOf } from "../../../lib/errors";
import { speechModes } from "../../../lib/languages";
import { chosenSet } from "../../../lib/replay/chosen-set";
import { type FailOn, failOns, gateOf } from "../../../lib/replay/gate";
import { defaultRepeats, type ModelChoice, type RunChanges } from "../../../lib/replay/run";
import { type CaseComparison, finalVerdict, isGoingOn, type RunComparison } from "../../../lib/replay/views";
import { isDataFolderInUse } from "../../platform/db/instance-lock";
import type { RecordsContext } from "../../records/context";
import { listCandidateServers } from "../../records/replays/candidate-servers";
import { compareRuns } from "../../records/replays/compare-runs";
import { findSet } from "../../records/replays/find-set";
import { listSets } from "../../records/replays/list-sets";
import { readRunProgress } from "../../records/replays/run-progress";
import { cancelRun, requestRun } from "../../records/replays/runs";
import { commandConfig, withRecords } from "../environment";
import { formatTable } from "../table";
import { explainError } from "../words/explain-error";
import { languageOf } from "../words/language";
import { say } from "../words/say";

/** How often the run is looked at. */
const lookEveryMs = 500;

interface ReplayOptions {
  model?: string;
  stt?: string;
  voice?: string;
  mode?: RunChanges["mode"];
  temperature?: number;
  seed?: number;
  lexicon?: number;
  repeats?: number;
  name: string;
  baseline?: boolean;
  failOn?: FailOn;
  junit?: string;
}

export function addReplayCommand(commands: Command): void {
  const choice = "`store:ID`, `candidate:NAME`, or a model's name on the same server";
  commands
    .command("replay <set>")
    .description("run a set in the running AVATAR, and compare: exit 0 passed, 1 failed, 2 not enough evidence")
    .option("--model <choice>", `the language model: ${choice}`)
    .option("--stt <choice>", `the recogniser: ${choice}`)
    .option("--voice <voice>", "`builtin:NAME` or the number of a voice")
    .addOption(new Option("--mode <mode>").choices([...speechModes]))
    .option("--temperature <number>", "0 to 2", Number)
    .option("--seed <number>", "of the language model", Number)
    .option("--lexicon <version>", "version of the lexicon; 0: none", Number)
    .option(
      "--repeats <count>",
      "how often each case is run; default: 3, or 1 at temperature 0, where a model can repeat itself",
      Number,
    )
    .option("--name <name>", "of the run", "command line")
    .option("--baseline", "compare with the set's baseline instead of the turns as they were recorded")
    .addOption(new Option("--fail-on <verdict>", "exit 1 when a case is as bad as this").choices([...failOns]))
    .option("--junit <file>", "write the JUnit XML there instead of printing it")
    .action(async (set: string, options: ReplayOptions) => {
      const config = commandConfig();
      if (!isDataFolderInUse(config.dataDir)) {
        console.error(say("No AVATAR runs with this data folder. Start it first: it has the models."));
        process.exitCode = 2;
        return;
      }
      process.exitCode = await withRecords((ctx) => replay(ctx, set, options), config);
    });
}

async function replay(ctx: RecordsContext, wanted: string, options: ReplayOptions): Promise<0 | 1 | 2> {
  const set = chosenSet(await listSets(ctx), wanted);
  if (!set) throw new Error(say("There is no set {wanted}.", { wanted }));
  const { baseline_run_id: baseline } = await findSet(ctx, { setId: set.id });
  if (options.baseline && baseline === null) {
    console.error(say("The set has no baseline: pin a run first."));
    return 2;
  }
  // A run takes minutes: whether its result can be written there is known before it.
  if (options.junit !== undefined) closeSync(openSync(options.junit, "a"));
  const { runId } = await requestRun(ctx, {
    setId: set.id,
    name: options.name,
    changes: await changesOf(ctx, options),
    repeats: options.repeats ?? defaultRepeats(options.temperature ?? null),
    requestKey: randomUUID(),
  });
  // Whoever stops the command wants no run any more.
  const stop = () =>
    void cancelRun(ctx, { runId }).catch((error) =>
      console.error(say("The run goes on: {error}", { error: String(error) })),
    );
  process.once("SIGINT", stop).once("SIGTERM", stop);
  await untilOver(ctx, runId);
  const comparison = await compareRuns(ctx, { runId, against: options.baseline ? (baseline ?? 0) : 0 });
  const { failed_code: failedCode } = comparison.run;
  if (failedCode !== null)
    console.error(
      say("The run failed: {code}. {message}", {
        code: failedCode,
        message: explainError(new AppError(errorCodeOf({ code: failedCode })), languageOf(process.env)),
      }),
    );
  console.log(tableOf(comparison));
  const xml = junitOf(comparison, options.failOn ?? null);
  if (options.junit === undefined) console.log(xml);
  else writeFileSync(options.junit, xml);
  return gateOf(comparison, options.failOn ?? null);
}

async function changesOf(ctx: RecordsContext, options: ReplayOptions): Promise<RunChanges> {
  const { voice, mode, temperature, seed, lexicon } = options;
  return {
    ...(options.model !== undefined && { llm: await choiceOf(ctx, "llm", options.model) }),
    ...(options.stt !== undefined && { stt: await choiceOf(ctx, "stt", options.stt) }),
    ...(voice !== undefined && { voice }),
    ...(mode !== undefined && { mode }),
    ...(temperature !== undefined && { temperature }),
    ...(seed !== undefined && { seed }),
    ...(lexicon !== undefined && { lexiconVersion: lexicon }),
  };
}

async function choiceOf(ctx: RecordsContext, role: "stt" | "llm", text: string): Promise<ModelChoice> {
  const [kind, name = ""] = text.split(/:(.*)/s);
  if (kind === "store") return { kind, model: name };
  if (kind !== "candidate") return { kind: "same_server", model: text };
  const server = (await listCandidateServers(ctx)).find((each) => each.role === role && each.name === name);
  if (!server) throw new Error(say("There is no candidate server {name}.", { name }));
  return { kind, candidateId: server.id };
}

async function untilOver(ctx: RecordsContext, runId: number): Promise<void> {
  for (let said = ""; ; ) {
    const run = await readRunProgress(ctx, { runId });
    if (!isGoingOn(run)) return;
    const share = `${run.done_count}/${run.total_count}`;
    const now = run.waits_for ? say("{share}, waits for: {what}", { share, what: run.waits_for }) : share;
    if (now !== said) console.error(now);
    said = now;
    await sleep(lookEveryMs);
  }
}

/** No words that people said: this goes into the logs of other programs. */
function tableOf({ cases }: RunComparison): string {
  const percent = (rate: number | null | undefined) => (rate == null ? "-" : `${(rate * 100).toFixed(1)} %`);
  const ms = (value: number | null | undefined) => (value == null ? "-" : `${value} ms`);
  const rows = cases.map((each) => {
    const [base, result] = [each.base, each.results[0]];
    return [
      each.case.turn_id,
      finalVerdict(each),
      `${percent(base?.error_rate)} → ${percent(result?.error_rate)}`,
      `${ms(base?.first_sound_ms)} → ${ms(result?.first_sound_ms)}`,
      whyOf(each),
    ];
  });
  return formatTable([["TURN", "VERDICT", "CER/WER", "FIRST SOUND", "WHY"], ...rows]);
}

/** The reasons of a verdict; of a side that is missing, why it is. */
function whyOf({ reasons, base, results }: CaseComparison): string {
  const sides = [base, ...results].flatMap(
    (side) => side?.missing ?? (side?.outcome === "done" ? null : side?.error_code) ?? [],
  );
  return reasons
    .map((reason) => (reason === "missing" && sides.length > 0 ? [...new Set(sides)].join(", ") : reason))
    .join(", ");
}

function junitOf({ set, run, cases }: RunComparison, failOn: FailOn | null): string {
  const builder = junit.newBuilder();
  const suite = builder.testSuite().name(`${set.name}: ${run.name}`);
  for (const each of cases) {
    const test = suite.testCase().className(set.name).name(each.case.turn_id);
    const verdict = finalVerdict(each);
    const why = whyOf(each);
    if (verdict === "no_evidence") test.skipped().standardOutput(why);
    else if (failOn !== null && gateOf({ run, cases: [each] }, failOn) === 1) test.failure(`${verdict}: ${why}`);
  }
  return builder.build();
}

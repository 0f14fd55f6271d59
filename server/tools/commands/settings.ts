import type { Command } from "commander";
import { house } from "../../records/settings/house";
import { withRecords } from "../environment";
import { formatTable } from "../table";
import { say } from "../words/say";

type Decision = Awaited<ReturnType<typeof house.list>>[number];
type Key = Decision["key"];

const shown = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** JSON where it is JSON, otherwise the text itself. */
function parseValue(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}

function knownKey(input: string, decisions: readonly Decision[]): Key {
  const found = decisions.find(({ key }) => key === input);
  if (!found) throw new Error(say("There is no setting {name}: avatar settings get lists them all.", { name: input }));
  return found.key;
}

async function printOne(key: Key): Promise<void> {
  const decision = (await withRecords((ctx) => house.list(ctx))).find((each) => each.key === key);
  if (decision) console.log(`${key} = ${shown(decision.value)}${decision.isDecided ? "" : ` (${say("default")})`}`);
}

export function addSettingsCommands(commands: Command): void {
  const settings = commands
    .command("settings")
    .description("what the house decides for everybody; holds from the next turn on");
  settings
    .command("get")
    .description("print the value of one setting, or a table of all")
    .argument("[key]")
    .option("--json", "print all as JSON")
    .action(async (wanted: string | undefined, { json }: { json?: boolean }) => {
      const decisions = await withRecords((ctx) => house.list(ctx));
      if (json) console.log(JSON.stringify(Object.fromEntries(decisions.map(({ key, value }) => [key, value]))));
      else if (wanted === undefined) {
        console.log(
          formatTable(decisions.map((each) => [each.key, shown(each.value), each.isDecided ? "" : say("default")])),
        );
      } else {
        const key = knownKey(wanted, decisions);
        console.log(shown(decisions.find((each) => each.key === key)?.value));
      }
    });
  settings
    .command("set")
    .description("decide one setting")
    .argument("<key>")
    .argument("<value>", "as JSON; anything else counts as text")
    .action(async (wanted: string, input: string) => {
      const key = await withRecords(async (ctx) => {
        const known = knownKey(wanted, await house.list(ctx));
        await house.save(ctx, { key: known, value: parseValue(input) as never });
        return known;
      });
      await printOne(key);
    });
  settings
    .command("unset")
    .description("let the default hold again")
    .argument("<key>")
    .action(async (wanted: string) => {
      const key = await withRecords(async (ctx) => {
        const known = knownKey(wanted, await house.list(ctx));
        await house.unset(ctx, { key: known });
        return known;
      });
      await printOne(key);
    });
}

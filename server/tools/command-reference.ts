import type { Command } from "commander";
import { allCommands } from "./command-tree";
import type { CommandLanguage } from "./words/language";
import { describedParts } from "./words/speak";

const words = {
  en: {
    title: "Commands",
    intro:
      "Each is run in AVATAR's folder, also while AVATAR runs unless it says otherwise. They end with 0 when they have done it, 1 when they could not, and 2 when they were called wrongly. This page is made from `--help`: `npx vitest run server/tools/command-reference.test.ts -u` writes it anew.",
  },
  "zh-TW": {
    title: "指令",
    intro:
      "請在 AVATAR 的資料夾中執行；除非另有說明，AVATAR 執行時也可以使用。結束代碼：0 表示完成，1 表示無法完成，2 表示用法錯誤。本頁由 `--help` 產生，可用 `npx vitest run server/tools/command-reference.test.ts -u` 重新產生。",
  },
} as const;

/** The page that documents every command, from what `--help` says of each. */
export function commandReference(program: Command, language: CommandLanguage): string {
  const { title, intro } = words[language];
  const sections = allCommands(program)
    .filter((command) => command !== program && command.commands.length === 0)
    .map(sectionOf);
  return `${[`# ${title}`, intro, ...sections].join("\n\n")}\n`;
}

function sectionOf(command: Command): string {
  const name = nameOf(command);
  const rows = describedParts(command).map((part) => {
    const flags = "flags" in part ? part.flags : part.required ? `<${part.name()}>` : `[${part.name()}]`;
    const values = part.argChoices ? ` (${part.argChoices.join(", ")})` : "";
    return `| \`${flags}\` | ${part.description}${values} |`;
  });
  return [
    `## ${name}`,
    "",
    "```",
    `npx ${name} ${command.usage()}`.trimEnd(),
    "```",
    ...(command.description() === "" ? [] : ["", command.description()]),
    ...(rows.length === 0 ? [] : ["", "| | |", "|---|---|", ...rows]),
  ].join("\n");
}

const nameOf = (command: Command): string =>
  command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();

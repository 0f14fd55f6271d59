/**
 * What the embedded language model answers: questions of a house in Taiwan through the product's own prompt, history,
 * engine and script conversion, as text to be read and scored by a person. It measures no time.
 *   npx tsx bench/embedded/answers.ts                  asks everything, writes bench/embedded/answers/answers.LANGUAGE.txt
 *   npx tsx bench/embedded/answers.ts scores           adds up bench/embedded/answers/scores.LANGUAGE.tsv
 * Needs the model (`npx avatar models pull`), and some minutes. A score is 2 (good), 1 (usable) or 0 (wrong or harmful).
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Language, languages } from "../../lib/languages";
import { defaultReplyLimits } from "../../lib/reply-limits";
import { openTurnScope } from "../../server/conversation/pipeline/turn-scope";
import { type WrittenReply, writeReply } from "../../server/conversation/pipeline/write-reply";
import type { ReplySegment } from "../../server/conversation/speech-text/reply-speech";
import type { ChatMessage } from "../../server/inference/contract";
import { createEmbeddedLlm } from "../../server/inference/engines/embedded/llm/embedded-llm";
import { installedStore } from "../../server/inference/engines/embedded/testing/installed-store";
import { silentLogger } from "../../server/platform/observability/logger";
import { AsyncQueue } from "../../server/platform/timing/async-queue";
import { type Conversation, parseConversations, parseScores, scoreTable } from "../lib/scored-answers";
import { printTable } from "../lib/statistics";

const folder = join(import.meta.dirname, "answers");
/** Conversations at a time: those whose prompt the engine keeps. */
const together = 6;

const questionsOf = async (language: Language) =>
  parseConversations(await readFile(join(folder, `questions.${language}.txt`), "utf8"));

async function ask(): Promise<void> {
  const llm = createEmbeddedLlm({
    store: installedStore,
    cpuThreads: 1,
    logger: silentLogger,
    model: "qwen2.5-coder-1.5b-instruct",
    conversations: together,
  });
  await llm.start();
  // No scheduler: its deadlines are for people who wait.
  const lease = () => ({ signal: new AbortController().signal, waitedMs: 0, release: () => undefined });
  const leases = { acquire: async () => lease(), beginActivity: () => () => undefined };

  async function answer(language: Language, sessionId: string, history: ChatMessage[], text: string): Promise<string> {
    const input = {
      turnId: sessionId,
      sessionId,
      urgency: "live",
      language,
      mode: "fast",
      voice: { kind: "builtin", name: "default" },
      said: { kind: "text", text },
      history,
    } as const;
    // Only the language model is called.
    const engines = { llm } as Parameters<typeof openTurnScope>[1]["engines"];
    const dependencies = { engines, leases, logger: silentLogger, now: () => performance.now() };
    const { scope, close } = openTurnScope(input, dependencies, new AbortController().signal);
    const reply: WrittenReply = { text: "", finishReason: "stop" };
    await writeReply(scope, text, defaultReplyLimits, reply, new AsyncQueue<ReplySegment>());
    close();
    return reply.text;
  }

  for (const language of languages) {
    const conversations = await questionsOf(language);
    const answers: string[][] = [];
    let next = 0;
    const talk = async () => {
      for (let index = next++; index < conversations.length; index = next++) {
        const history: ChatMessage[] = [];
        const said: string[] = [];
        for (const question of (conversations[index] as Conversation).questions) {
          const text = await answer(language, `${language}-${index}`, history, question);
          history.push({ role: "user", content: question }, { role: "assistant", content: text });
          said.push(text);
        }
        answers[index] = said;
        process.stderr.write(`\r${language}: ${answers.filter(Boolean).length}/${conversations.length}`);
      }
    };
    await Promise.all(Array.from({ length: together }, talk));
    const paragraphs = conversations.map(({ subject, questions, id }, index) =>
      [
        subject,
        ...questions.flatMap((question, turn) => [
          `${id}.${turn + 1} ${question}`,
          `  ${(answers[index]?.[turn] ?? "").replaceAll("\n", " ⏎ ")}`,
        ]),
      ].join("\n"),
    );
    await writeFile(join(folder, `answers.${language}.txt`), `${paragraphs.join("\n\n")}\n`);
  }
  await llm.close();
}

async function addScores(): Promise<void> {
  for (const language of languages) {
    const scores = parseScores(await readFile(join(folder, `scores.${language}.tsv`), "utf8"));
    printTable(
      [language, "answers", "2", "1", "0", "share of the points"],
      scoreTable(await questionsOf(language), scores),
    );
  }
}

if (process.argv[2] === "scores") await addScores();
else await ask();

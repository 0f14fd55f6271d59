/**
 * What the text of a reply costs on its way from the model to the voice: the script (for Chinese), what is said of its
 * Markdown, where segments are cut, and the spoken form of each. No model runs. Replies come in pieces of 1 to 4
 * characters, as tokens do.
 *   npx tsx bench/reply-text.ts [rounds, default 20]
 * Time is the process's CPU where it is summed, and the wall clock of a single push where the longest counts: the event
 * loop waits for it.
 */
import type { Language } from "../lib/languages";
import { createTraditionalStream } from "../server/conversation/chinese-script/traditional-chinese";
import { createReplySpeech } from "../server/conversation/speech-text/reply-speech";
import { spokenForm } from "../server/conversation/speech-text/spoken-forms/spoken-form";
import { printTable, quantile } from "./lib/statistics";

const rounds = Number(process.argv[2] ?? 20);

const item = {
  en: (number: number) =>
    `${number}. **Step ${number}**: bring form A-${100 + number}, pay NT$1,${200 + number} by 3:30 p.m. and ask for Ms. Yu.\n`,
  "zh-TW": (number: number) =>
    `${number}. **第 ${number} 步**：攜帶 A-${100 + number} 表單，下午 3:30 前繳 NT$1,${200 + number}，並洽余小姐。\n`,
};
const prose = {
  en: "The branch opens at 9:00 a.m. on weekdays. Please bring your ID card, the contract of 2026-03-15 and two copies. The fee is NT$1,250, which you can pay by card. If you can't come, call 0800-000-123 and we find another day. ",
  "zh-TW":
    "分行平日上午 9:00 開始營業。請攜帶身分證、2026 年 3 月 15 日的契約與兩份影本。手續費為 NT$1,250，可以刷卡。若無法前來，請撥 0800-000-123，我們會另外安排時間。",
};
const list = (language: Language, items: number) =>
  Array.from({ length: items }, (_, index) => item[language](index + 1)).join("");
const mixed = (language: Language) =>
  `${prose[language]}\n\n## ${language === "en" ? "The code" : "程式碼"}\n\n\`\`\`ts\n${"const total = fees.reduce((sum, fee) => sum + fee, 0);\n".repeat(20)}\`\`\`\n\n| ${language === "en" ? "Fee" : "費用"} | NT$ |\n|---|---|\n${"| A | 1,250 |\n".repeat(15)}\n${prose[language]}`;

const replies: { name: string; text: (language: Language) => string }[] = [
  { name: "prose, 4 sentences", text: (language) => prose[language] },
  { name: "prose, 40 sentences in one paragraph", text: (language) => prose[language].repeat(10) },
  { name: "list of 20", text: (language) => list(language, 20) },
  { name: "list of 60", text: (language) => list(language, 60) },
  { name: "list of 500", text: (language) => list(language, 500) },
  { name: "code and a table", text: mixed },
];

interface Run {
  cpuMs: number;
  segments: number;
  /** Before the first segment, all pushes together. */
  firstMs: number;
  longestMs: number;
}

function run(text: string, language: Language): Run {
  const before = process.cpuUsage();
  const converter = language === "zh-TW" ? createTraditionalStream() : null;
  const speech = createReplySpeech({ language });
  let segments = 0;
  let firstMs = 0;
  let longestMs = 0;
  const step = (piece: string | null) => {
    const startedMs = performance.now();
    const written = piece === null ? (converter?.flush() ?? "") : (converter?.push(piece) ?? piece);
    const said = [...speech.push(written), ...(piece === null ? speech.flush() : [])];
    for (const { plain } of said) spokenForm(plain, language);
    const tookMs = performance.now() - startedMs;
    if (segments === 0) firstMs += tookMs;
    longestMs = Math.max(longestMs, tookMs);
    segments += said.length;
  };
  for (let at = 0, size = 1; at < text.length; at += size, size = (size % 4) + 1) step(text.slice(at, at + size));
  step(null);
  const used = process.cpuUsage(before);
  return { cpuMs: (used.user + used.system) / 1000, segments, firstMs, longestMs };
}

const header = [
  "reply",
  "language",
  "characters",
  "segments",
  "CPU a segment, ms",
  "before the first segment, ms",
  "longest push, ms",
];
const rows = replies.flatMap(({ name, text }) =>
  (["en", "zh-TW"] as const).map((language) => {
    const source = text(language);
    run(source, language);
    const runs = Array.from({ length: source.length > 10_000 ? Math.ceil(rounds / 10) : rounds }, () =>
      run(source, language),
    );
    const median = (of: (one: Run) => number) => quantile(runs.map(of), 0.5).toFixed(2);
    return [
      name,
      language,
      `${source.length}`,
      `${runs[0]?.segments}`,
      median(({ cpuMs, segments }) => cpuMs / segments),
      median(({ firstMs }) => firstMs),
      median(({ longestMs }) => longestMs),
    ];
  }),
);
printTable(header, rows);

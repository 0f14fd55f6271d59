import type { ChatMessage, LanguageModel } from "../engines/contract";
import type { TurnDependencies, TurnInput, TurnMarks } from "./contract";
import { fitHistory } from "./history-budget";
import { systemPrompt } from "./system-prompt";
import { createTraditionalStream } from "./traditional-chinese";
import { underLease } from "./under-lease";

/** A spoken answer is one or two sentences; this is room for three long ones. */
export const maxReplyTokens = 120;

/** What the model is asked: who it is, what was said before as far as it fits, what was said now. */
export function replyMessages(
  input: Pick<TurnInput, "language" | "history">,
  userText: string | null,
  llm: LanguageModel,
): ChatMessage[] {
  const system: ChatMessage = { role: "system", content: systemPrompt(input.language) };
  const user: ChatMessage[] = userText === null ? [] : [{ role: "user", content: userText }];
  const history = fitHistory(input.history, {
    contextTokens: llm.contextTokens(),
    maxReplyTokens,
    fixed: [system, ...user],
  });
  return [system, ...history, ...user];
}

/** The reply in pieces as it is written, in the script of the language; answers why it ended. */
export async function* writeReply(
  input: TurnInput,
  userText: string,
  { engines, leases, logger, now }: TurnDependencies,
  marks: TurnMarks,
  signal: AbortSignal,
): AsyncGenerator<string, "stop" | "length"> {
  const { turnId, sessionId, language } = input;
  const startedMs = now();
  const messages = replyMessages(input, userText, engines.llm);
  const script = language === "zh-TW" ? createTraditionalStream() : null;
  let finishReason: "stop" | "length" = "stop";
  const request = { role: "llm", purpose: "reply", sessionId, signal } as const;
  const events = underLease(leases, request, (lease) =>
    engines.llm.generate(
      { messages, language, maxTokens: maxReplyTokens, conversationId: sessionId },
      { signal: lease.signal, traceId: turnId },
    ),
  );
  for await (const event of events) {
    if (event.type === "done") {
      finishReason = event.finishReason;
      continue;
    }
    if (event.text !== "") marks.firstTokenMs ??= now();
    const piece = script ? script.push(event.text) : event.text;
    if (piece !== "") yield piece;
  }
  const rest = script?.flush() ?? "";
  if (rest !== "") yield rest;
  logger.info("llm_complete", {
    trace_id: turnId,
    duration_ms: Math.round(now() - startedMs),
    ttft_ms: marks.firstTokenMs === null ? null : Math.round(marks.firstTokenMs - startedMs),
    finish_reason: finishReason,
  });
  return finishReason;
}

import { AppError, errorCodeOf } from "../../../lib/errors";
import { HearingMarkFilter } from "../../../lib/hearing-mark";
import { type ReplyLimits, replyTokens } from "../../../lib/reply-limits";
import type { FinishReason } from "../../../lib/turn-end";
import { answeringModel, type CallOptions, type ChatMessage, type LanguageModel } from "../../inference/contract";
import type { AsyncQueue } from "../../platform/timing/async-queue";
import { createTraditionalStream } from "../chinese-script/traditional-chinese";
import { createReplySpeech, type ReplySegment } from "../speech-text/reply-speech";
import type { CallMeter } from "./call-meter";
import { buildPrompt } from "./prompt";
import type { TurnScope } from "./turn-scope";

/** The reply as far as it was written; it grows while `writeReply` runs. */
export interface WrittenReply {
  text: string;
  /** Valid once `writeReply` has resolved. */
  finishReason: FinishReason;
}

/** Models whose last reply began inside a thought: the next one is spoken once its thought has ended. */
const beginningInThought = new WeakSet<LanguageModel>();

/** Text to reply: emits its tokens and queues its segments for speech. Throws an AppError when there is no reply. */
export async function writeReply(
  scope: TurnScope,
  userText: string,
  limits: ReplyLimits,
  reply: WrittenReply,
  segments: AsyncQueue<ReplySegment>,
): Promise<void> {
  const { language, sessionId, turnId, history, said, sampling, systemPrompt } = scope.input;
  const { llm } = scope.dependencies.engines;
  const marks = new HearingMarkFilter();
  const converter = language === "zh-TW" ? createTraditionalStream() : null;
  const speech = createReplySpeech({ language, beginsInThought: beginningInThought.has(llm) });
  let isSpoken = false;
  let written = 0;

  function write(text: string): void {
    show(marks.push(text));
  }

  function show(piece: string): void {
    const text = reply.text === "" ? piece.trimStart() : piece;
    if (text === "") return;
    reply.text += text;
    scope.emit({ type: "token", text });
    say(speech.push(text));
  }

  function say(said: ReplySegment[]): void {
    isSpoken ||= said.length > 0;
    for (const segment of said) segments.push(segment);
  }

  async function generate(messages: ChatMessage[], options: CallOptions, meter: CallMeter): Promise<void> {
    const maxTokens = replyTokens(limits, said.kind, llm.contextTokens());
    const request = { messages, language, maxTokens, conversationId: sessionId, sampling };
    for await (const event of llm.generate(request, options)) {
      if (event.type === "done") {
        reply.finishReason = event.finishReason;
        const { promptTokens = null, completionTokens = null } = event.usage ?? {};
        meter.report({ prompt_tokens: promptTokens, completion_tokens: completionTokens });
        continue;
      }
      meter.answered();
      written += event.text.length;
      meter.report({ characters: written });
      write(converter ? converter.push(event.text) : event.text);
    }
  }

  const prompt = { language, contextTokens: llm.contextTokens(), limits, system: await systemPrompt };
  await scope.withLease("llm_complete", { call: "reply" }, async (options, meter) => {
    const { temperature = null, seed = null } = sampling ?? {};
    meter.report({ model: answeringModel(llm, language), temperature, seed });
    try {
      await generate(buildPrompt(history, userText, prompt), options, meter);
    } catch (error) {
      // Token counts are estimates. If the model counts more and refuses the prompt, retry once with half of the
      // history.
      if (errorCodeOf(error) !== "context_overflow" || reply.text !== "" || history.length === 0) throw error;
      scope.dependencies.logger.info("llm_history_trimmed", { trace_id: turnId });
      meter.retried();
      await generate(buildPrompt(history, userText, { ...prompt, share: 0.5 }), options, meter);
    }
  });
  if (converter) write(converter.flush());
  show(marks.flush());
  say(speech.flush());
  if (speech.beganInThought()) beginningInThought.add(llm);
  else beginningInThought.delete(llm);
  if (reply.text === "") throw new AppError("llm_failed", "The language model gave an empty answer. Try again.");
  // A reply of punctuation or emoji, of thoughts or of a tool's call alone would be a silent turn without an explanation.
  if (!isSpoken) {
    throw new AppError("llm_failed", "The language model answered without a word. Say it differently, or try again.");
  }
}

import { AppError } from "../../../lib/errors";
import { defaultReplyLimits } from "../../../lib/reply-limits";
import { AsyncQueue } from "../../platform/timing/async-queue";
import type { ReplySegment } from "../speech-text/reply-speech";
import type { RunTurn, TurnEvent } from "./contract";
import { speak } from "./speak";
import { transcribe } from "./transcribe";
import { openTurnScope, stageError, type TurnScope } from "./turn-scope";
import { type WrittenReply, writeReply } from "./write-reply";

/**
 * One turn: speech → text → tokens → segments → speech, each step streaming into the next. An abort throws the signal's
 * reason to the reader at once and ends every model call; leaving the iteration does the same without throwing.
 */
export const runTurn: RunTurn = async function* (input, dependencies, signal) {
  signal.throwIfAborted();
  const { scope, events, close } = openTurnScope(input, dependencies, signal);
  run(scope).then(
    (lastEvent) => {
      events.push(lastEvent);
      events.end();
    },
    (error: unknown) => events.fail(error),
  );
  try {
    yield* events.read();
  } finally {
    close();
  }
};

async function run(scope: TurnScope): Promise<TurnEvent> {
  const { engines, logger, replyLimits } = scope.dependencies;
  const { said, language, turnId, mode } = scope.input;
  // Read beside the recognition, because the reply waits for them.
  const limits = replyLimits?.();
  const reply: WrittenReply = { text: "", finishReason: "stop" };
  const failed = (stage: "stt" | "llm", error: unknown): TurnEvent => {
    scope.signal.throwIfAborted();
    logger.warn("turn_failed", { trace_id: turnId, stage, mode, error });
    return { type: "failed", stage, ...stageError(stage, error), replyText: reply.text.trimEnd() };
  };

  if (said.kind === "speech" && !engines.stt.supports(language)) return failed("stt", unsupported());

  let userText: string | null;
  try {
    userText = said.kind === "speech" ? await transcribe(scope, said.audio, said.otherwise ?? null) : said.text;
  } catch (error) {
    return failed("stt", error);
  }
  if (userText === null || scope.input.overtaken?.aborted) return { type: "nothing_said" };
  // The words are recognised all the same: they are shown and kept, and can be asked again of a model that answers.
  if (!engines.llm.supports(language)) return failed("llm", unsupported());

  const segments = new AsyncQueue<ReplySegment>();
  const speaking = scope.input.isSpoken === false ? Promise.resolve(null) : speak(scope, segments.read());
  // An abort rejects this promise while the reply is still written; it is awaited below, where its error is handled.
  speaking.catch(() => undefined);
  let failure: TurnEvent | null = null;
  try {
    await writeReply(scope, userText, (await limits) ?? defaultReplyLimits, reply, segments);
  } catch (error) {
    failure = failed("llm", error);
  } finally {
    segments.end();
  }
  const speechError = await speaking;
  // Segments that were complete before the failure have been spoken to their end by now.
  if (failure) return failure;
  const { finishReason } = reply;
  return { type: "finished", replyText: reply.text.trimEnd(), finishReason, speechError };
}

const unsupported = () => new AppError("model_language_unsupported");

import { AppError, type ErrorCode, errorCodeOf, publicError } from "../../lib/errors";
import { replyAudio } from "../../lib/protocol/server-messages";
import { createClauseSplitter } from "./clauses";
import type { RunTurn, TurnDependencies, TurnEvent, TurnInput, TurnMarks } from "./contract";
import { EventChannel } from "./event-channel";
import { isNothingSaid } from "./nothing-said";
import { type SpokenSoFar, speakClause } from "./speak-clause";
import { transcribe } from "./transcribe";
import { writeReply } from "./write-reply";

/** Sound that may lie synthesised and unread: speech runs ahead of a slow reader by this, then waits. */
const maxUnreadSamples = 30 * replyAudio.sampleRateHz;
/** Clauses that may wait for their speech; the model writes far faster than anybody listens. */
const maxWaitingClauses = 64;

/**
 * One turn: speech → text → tokens → clauses → speech. Each step streams into the next, so the first clause is spoken while the
 * model still writes. Aborting `signal`, or leaving the iteration, ends every call of the turn at once.
 */
export const runTurn: RunTurn = async function* (input, dependencies, outer) {
  outer.throwIfAborted();
  const left = new AbortController();
  const signal = AbortSignal.any([outer, left.signal]);
  try {
    yield* turnEvents(input, dependencies, signal);
    outer.throwIfAborted();
  } finally {
    left.abort();
  }
};

async function* turnEvents(
  input: TurnInput,
  dependencies: TurnDependencies,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent> {
  const { engines, now } = dependencies;
  const marks: TurnMarks = {
    startedMs: now(),
    transcriptFinalMs: null,
    firstTokenMs: null,
    firstAudioMs: null,
    audioCompleteMs: null,
  };
  const failed = (stage: "stt" | "llm", error: unknown, replyText = ""): TurnEvent => {
    signal.throwIfAborted();
    dependencies.logger.warn(`${stage}_failed`, { trace_id: input.turnId, error });
    return { type: "failed", stage, ...publicFailure(error), replyText, marks };
  };

  if (!engines.llm.supports(input.language)) {
    yield failed("llm", new AppError("model_language_unsupported"));
    return;
  }
  let userText: string;
  if (input.said.kind === "text") {
    userText = input.said.text;
  } else {
    try {
      if (!engines.stt.supports(input.language)) throw new AppError("model_language_unsupported");
      userText = yield* transcribe(input, input.said.audio, dependencies, marks, signal);
    } catch (error) {
      yield failed("stt", error);
      return;
    }
    if (isNothingSaid(userText)) {
      yield { type: "nothing_said", marks };
      return;
    }
  }
  yield* reply(input, userText, dependencies, marks, signal, failed);
}

/** The model writes and the voice speaks side by side; both write into one channel. */
async function* reply(
  input: TurnInput,
  userText: string,
  dependencies: TurnDependencies,
  marks: TurnMarks,
  signal: AbortSignal,
  failed: (stage: "llm", error: unknown, replyText: string) => TurnEvent,
): AsyncGenerator<TurnEvent> {
  const events = new EventChannel<TurnEvent>(maxUnreadSamples);
  const clauses = new EventChannel<string>(maxWaitingClauses);
  const spoken: SpokenSoFar = { samples: 0 };
  let replyText = "";
  let speechError: { code: ErrorCode; message: string } | null = null;

  async function write(): Promise<"stop" | "length"> {
    const splitter = createClauseSplitter();
    const pieces = writeReply(input, userText, dependencies, marks, signal);
    try {
      for (;;) {
        const { value, done } = await pieces.next();
        if (done) return value;
        replyText += value;
        await events.write({ type: "token", text: value });
        for (const clause of splitter.push(value)) await clauses.write(clause, 1);
      }
    } finally {
      // What was written is said, even when the model fails in the middle of it.
      for (const clause of splitter.flush()) void clauses.write(clause);
      clauses.end();
    }
  }

  async function speak(): Promise<void> {
    if (!dependencies.engines.tts.supports(input.language)) throw new AppError("model_language_unsupported");
    for await (const clause of clauses.read()) {
      for await (const event of speakClause(input, clause, dependencies, marks, spoken, signal)) {
        await events.write(event, event.pcm.length);
      }
    }
  }

  async function run(): Promise<void> {
    const speaking = speak().catch((error: unknown) => {
      signal.throwIfAborted();
      dependencies.logger.warn("tts_failed", { trace_id: input.turnId, error });
      speechError = publicFailure(error);
    });
    let last: TurnEvent;
    try {
      const finishReason = await write();
      await speaking;
      last = { type: "finished", replyText, finishReason, speechError, marks };
    } catch (error) {
      await speaking.catch(() => undefined);
      last = failed("llm", error, replyText);
    }
    await events.write(last);
  }

  // An abort must reach the reader even where a model is slow to notice it.
  const onAbort = () => events.end({ error: signal.reason });
  signal.addEventListener("abort", onAbort, { once: true });
  run().then(
    () => events.end(),
    (error: unknown) => events.end({ error }),
  );
  try {
    yield* events.read();
  } finally {
    signal.removeEventListener("abort", onAbort);
    clauses.end();
  }
}

function publicFailure(error: unknown): { code: ErrorCode; message: string } {
  return { code: errorCodeOf(error), message: publicError(error).body.error.message };
}

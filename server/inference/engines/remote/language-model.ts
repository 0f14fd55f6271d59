import { z } from "zod";
import type { Logger } from "../../../platform/observability/logger";
import type { GenerateEvent, GenerateRequest, LanguageModel, TokenUsage, Urgency } from "../../contract";
import { wellFormedTokens } from "../well-formed-tokens";
import { type CallDeadline, createCallDeadline } from "./call-deadline";
import { BrokenAnswer, RefusedByServer } from "./errors";
import { type Answer, ask, authorizationHeader, checkAnswer, type ModelServer } from "./http";
import type { ProbedModel } from "./probe";
import { createRemoteEngine, type RemoteEngineOptions } from "./remote-engine";
import { serverSentData } from "./server-sent-events";
import type { TimeLimits } from "./time-limits";

/** At 250 bytes a token this is a hundred times the longest reply; a model's thinking counts too. */
const maxStreamBytes = 8 * 1_024 * 1_024;

/**
 * The fields of a `chat.completion.chunk` that we read. Thinking (`delta.reasoning`, `delta.reasoning_content`) is not
 * part of the reply.
 */
const chunkSchema = z.object({
  error: z.unknown().optional(),
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  /** Comes with the last chunk, which has no choices. A server that counts otherwise is taken for one that does not. */
  usage: z
    .object({ prompt_tokens: z.number().int().nonnegative(), completion_tokens: z.number().int().nonnegative() })
    .nullish()
    .catch(null),
});
type Chunk = z.infer<typeof chunkSchema>;

/** vLLM serves lower numbers first; a request without a priority has 0. */
const priorities: Record<Urgency, number> = { live: 0, waiting: 5, background: 10 };

/** A request for which it only matters whether the server answers. */
const smallestRequest: GenerateRequest = {
  messages: [{ role: "user", content: "Say yes." }],
  language: "en",
  maxTokens: 1,
};

interface Call {
  server: ModelServer;
  request: GenerateRequest;
  urgency: Urgency;
  model: ProbedModel;
  deadline: CallDeadline;
  limitsMs: TimeLimits;
}

/** A server's language model over `/v1/chat/completions`, streaming. */
export function createRemoteLlm(options: RemoteEngineOptions, logger: Logger): LanguageModel {
  const { call, health, limitsMs, ...engine } = createRemoteEngine("llm", options, logger, (model, deadline) =>
    stream({ server: options, request: smallestRequest, urgency: "live", model, deadline, limitsMs }),
  );
  return {
    ...engine,
    role: "llm",
    contextTokens: () => health.current()?.contextTokens ?? null,
    generate: (request, callOptions) =>
      call(callOptions, (model, deadline) =>
        wellFormedTokens(stream({ server: options, request, urgency: callOptions.urgency, model, deadline, limitsMs })),
      ),
  };
}

async function* stream(call: Call): AsyncGenerator<GenerateEvent> {
  const { request, deadline, limitsMs } = call;
  let pieces = 0;
  let finishReason: "stop" | "length" | null = null;
  let usage: TokenUsage | null = null;
  deadline.expectWhole("The whole reply", limitsMs.wholeReply);
  deadline.expect("The first token", limitsMs.firstToken);
  const untilEnd = createCallDeadline([deadline.signal]);
  try {
    const response = await post(call, untilEnd.signal);
    for await (const data of serverSentData(response.body, maxStreamBytes)) {
      if (data === "[DONE]") {
        finishReason ??= "stop";
        break;
      }
      const chunk = chunkOf(data);
      if (chunk.usage) {
        usage = { promptTokens: chunk.usage.prompt_tokens, completionTokens: chunk.usage.completion_tokens };
      }
      const choice = chunk.choices?.[0];
      const text = choice?.delta?.content;
      // A piece has at least one token, so a server that sends more pieces ignores max_tokens: its stream is left here.
      if (text && ++pieces > request.maxTokens) {
        finishReason = "length";
        break;
      }
      if (text) {
        yield { type: "token", text };
        deadline.expect("The next token", limitsMs.nextToken);
      }
      if (!choice?.finish_reason) continue;
      finishReason = choice.finish_reason === "length" ? "length" : "stop";
      deadline.rest();
      untilEnd.expect("The end of the stream", limitsMs.streamEnd);
    }
  } catch (error) {
    // After its last piece the reply is complete, so errors in the rest of the stream do not matter; the caller handles
    // aborts.
    if (finishReason === null) throw error;
  } finally {
    untilEnd.dispose();
  }
  if (finishReason === null) throw new BrokenAnswer("The reply broke off before its end. Try again.");
  yield { type: "done", finishReason, ...(usage && { usage }) };
}

/** Asks for what only some servers know, and again without what the server refuses. */
async function post(call: Call, signal: AbortSignal): Promise<Answer> {
  const wishes: Record<string, unknown> = { stream_options: { include_usage: true } };
  if (call.model.servedBy === "vllm") wishes.priority = priorities[call.urgency];
  for (;;) {
    try {
      return await send(call, wishes, signal);
    } catch (error) {
      // A vLLM without `--scheduling-policy priority` refuses every priority but 0.
      const isRefused = error instanceof RefusedByServer && [400, 422].includes(error.status);
      const refused = isRefused && Object.keys(wishes).find((wish) => error.body.toLowerCase().includes(wish));
      if (!refused) throw error;
      delete wishes[refused];
    }
  }
}

async function send(
  { server, request, model }: Call,
  extra: Record<string, unknown>,
  signal: AbortSignal,
): Promise<Answer> {
  const response = await ask(`${server.url}/chat/completions`, {
    headers: { ...authorizationHeader(server), "content-type": "application/json" },
    body: JSON.stringify({
      model: model.name,
      messages: request.messages,
      max_tokens: request.maxTokens,
      stream: true,
      ...request.sampling,
      ...extra,
    }),
    signal,
  });
  return checkAnswer(response);
}

function chunkOf(data: string): Chunk {
  let chunk: Chunk;
  try {
    chunk = chunkSchema.parse(JSON.parse(data));
  } catch {
    throw new BrokenAnswer("The language model's stream is not valid. Try again.");
  }
  // vLLM has sent status 200 already, so it reports an error inside the stream.
  if (chunk.error)
    throw new BrokenAnswer("The language model reported an error in the middle of its reply. Try again.");
  return chunk;
}

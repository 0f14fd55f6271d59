import { ReadableStream } from "node:stream/web";
import OpenAI, { APIConnectionError, APIError } from "openai";
import type { ChatCompletionCreateParamsStreaming } from "openai/resources/chat/completions";
import type { Logger } from "../../observability/logger";
import type { GenerateEvent, GenerateRequest, LanguageModel } from "../contract";
import type { CallDeadline } from "./call-deadline";
import { BrokenAnswer } from "./errors";
import { bytesOf, checkAnswer } from "./http";
import { nativeFetch } from "./native-fetch";
import type { ProbedModel } from "./probe";
import { createRemoteEngine, type RemoteEngineOptions } from "./remote-engine";
import { timeLimitsMs } from "./time-limits";

/** Some 250 bytes a token: a hundred times the longest reply. Thinking counts too. */
const maxStreamBytes = 8 * 1_024 * 1_024;

/** A server's language model over `/v1/chat/completions`, streaming. Thinking (`delta.reasoning`) is not part of the reply. */
export function createRemoteLlm(options: RemoteEngineOptions, logger: Logger): LanguageModel {
  const { call, health, ...engine } = createRemoteEngine("llm", options, logger);
  const client = new OpenAI({
    baseURL: options.url,
    apiKey: options.apiKey ?? "unused",
    // The environment's OpenAI settings are not ours, and this client's log would quote what the model said.
    organization: null,
    project: null,
    logLevel: "off",
    defaultHeaders: options.apiKey === null ? { Authorization: null } : {},
    maxRetries: 0,
    // Our own deadlines apply.
    timeout: 2 ** 31 - 1,
    fetch: async (input, init) => limited(await checkAnswer(await nativeFetch(input, init)), maxStreamBytes),
  });
  return {
    ...engine,
    role: "llm",
    contextTokens: () => health.current()?.contextTokens ?? null,
    generate: (request, callOptions) =>
      call(request.language, callOptions, (model, deadline) => stream(client, request, model, deadline)),
  };
}

async function* stream(
  client: OpenAI,
  request: GenerateRequest,
  model: ProbedModel,
  deadline: CallDeadline,
): AsyncGenerator<GenerateEvent> {
  const { messages, maxTokens } = request;
  const body = {
    model: model.name,
    messages,
    max_tokens: maxTokens,
    stream: true,
    stream_options: { include_usage: true },
  };
  let pieces = 0;
  let finishReason: "stop" | "length" | null = null;
  let usage: { prompt_tokens: number; completion_tokens: number } | null = null;
  try {
    deadline.expect("The first token", timeLimitsMs.firstToken);
    const events = await client.chat.completions.create(body as ChatCompletionCreateParamsStreaming, {
      signal: deadline.signal,
    });
    for await (const event of events) {
      usage = event.usage ?? usage;
      const choice = event.choices?.[0];
      const text = choice?.delta?.content;
      // A piece is one token or more: a server that ignores max_tokens is left here.
      if (text && ++pieces > maxTokens) {
        finishReason = "length";
        break;
      }
      if (text) {
        yield { type: "token", text };
        deadline.expect("The next token", timeLimitsMs.nextToken);
      }
      // Nothing of the reply comes after its usage: a server that leaves the stream open is not waited for.
      if (finishReason !== null && usage) break;
      if (choice?.finish_reason) finishReason = choice.finish_reason === "length" ? "length" : "stop";
    }
  } catch (error) {
    throw causeOf(error);
  }
  if (finishReason === null) throw new BrokenAnswer("The reply broke off before its end.");
  yield {
    type: "done",
    finishReason,
    promptTokens: usage?.prompt_tokens ?? null,
    completionTokens: usage?.completion_tokens ?? null,
  };
}

/** What really happened, without the client library's wrapping. */
function causeOf(error: unknown): unknown {
  if (error instanceof APIConnectionError) return error.cause ?? error;
  if (error instanceof APIError)
    return new BrokenAnswer("The language model reported an error in the middle of its reply.");
  if (error instanceof SyntaxError) return new BrokenAnswer("The language model's stream is not valid.");
  return error;
}

/** The answer with a limit on its length, so that a stream without end or without line breaks can't fill the memory. */
function limited(response: Response, maxBytes: number): Response {
  async function* counted(): AsyncGenerator<Uint8Array> {
    let size = 0;
    for await (const bytes of bytesOf(response)) {
      size += bytes.length;
      if (size > maxBytes) throw new BrokenAnswer("The reply is far longer than was asked for.");
      yield bytes;
    }
  }
  return new Response(ReadableStream.from(counted()) as BodyInit, {
    headers: response.headers,
  });
}

import type { Answer, StandInBehaviour } from "./behaviour";

/** Pieces as a tokenizer gives them: a word with the space before it, one hanzi, one mark. */
function tokensOf(text: string): string[] {
  return text.match(/\s*[\p{Script=Han}]|\s*[\p{L}\p{N}']+|\s*[^\p{L}\p{N}\s]|\s+/gu) ?? [];
}

export interface ChatBody {
  model?: unknown;
  messages?: { role?: unknown; content?: unknown }[];
  max_tokens?: unknown;
  max_completion_tokens?: unknown;
  stream_options?: { include_usage?: unknown };
}

/** A short echo of the last user message, in two sentences. */
function defaultReply(body: ChatBody): string {
  const said = String(body.messages?.findLast((message) => message.role === "user")?.content ?? "");
  const short = said.slice(0, 60).replace(/[.。!?！？]+$/u, "");
  return /\p{Script=Han}/u.test(said) ? `你说的是${short}。还想知道什么？` : `You said ${short}. What else can I do?`;
}

const promptTokensOf = (body: ChatBody) =>
  (body.messages ?? []).reduce((sum, message) => sum + tokensOf(String(message.content)).length, 0);

const maxTokensOf = (body: ChatBody) =>
  Number(body.max_completion_tokens ?? body.max_tokens ?? Number.POSITIVE_INFINITY);

/** What vLLM says, with a 400, when prompt and answer do not fit the context; null when they do. */
export function contextOverflow(body: ChatBody, contextTokens: number | null): string | null {
  if (contextTokens === null) return null;
  const prompt = promptTokensOf(body);
  const wanted = Number.isFinite(maxTokensOf(body)) ? maxTokensOf(body) : 0;
  if (prompt + wanted <= contextTokens) return null;
  // vLLM has two wordings: one when only the answer does not fit, one when the prompt alone is too long.
  const message =
    prompt < contextTokens
      ? `'max_tokens' or 'max_completion_tokens' is too large: ${wanted}. This model's maximum context length is ${contextTokens} tokens and your request has ${prompt} input tokens (${wanted} > ${contextTokens} - ${prompt}).`
      : `This model's maximum context length is ${contextTokens} tokens. However, you requested ${prompt + wanted} tokens (${prompt} in the messages, ${wanted} in the completion). Please reduce the length of the messages or completion.`;
  return message;
}

/** The events of a `/v1/chat/completions` stream, in vLLM's shape. */
export function answerChat(
  body: ChatBody,
  script: string | undefined,
  behaviour: StandInBehaviour,
  pace: () => Promise<void>,
): Answer {
  const whole = tokensOf(script ?? defaultReply(body));
  const all = behaviour.splitsCharacters ? whole.flatMap((token) => token.split(/(?<=[\uD800-\uDBFF])/)) : whole;
  const tokens = behaviour.ignoresMaxTokens ? all : all.slice(0, maxTokensOf(body));
  const event = (fields: Record<string, unknown>) =>
    `data: ${JSON.stringify({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 0, model: body.model, ...fields })}\n\n`;
  const choice = (delta: Record<string, unknown>, finishReason: string | null) =>
    event({ choices: [{ index: 0, delta, finish_reason: finishReason }] });
  return {
    contentType: "text/event-stream; charset=utf-8",
    streamError: `data: ${JSON.stringify({ error: { message: "the engine died", type: "InternalServerError", code: 500 } })}\n\ndata: [DONE]\n\n`,
    pieces: (async function* () {
      yield choice({ role: "assistant", content: "" }, null);
      if (behaviour.reasoning !== null) {
        yield choice({ reasoning: behaviour.reasoning }, null);
        // The field's older name, and what llama.cpp and others still send.
        yield choice({ reasoning_content: behaviour.reasoning, content: null }, null);
      }
      for (const token of tokens) {
        await pace();
        yield choice({ content: token }, null);
      }
      yield choice({ content: "" }, tokens.length < all.length ? "length" : "stop");
      if (body.stream_options?.include_usage === true) {
        const counted = { prompt_tokens: promptTokensOf(body), completion_tokens: tokens.length };
        yield event({ choices: [], usage: { ...counted, total_tokens: counted.prompt_tokens + tokens.length } });
      }
      yield "data: [DONE]\n\n";
    })(),
  };
}

import type { ChatMessage } from "../../contract";

/** A piece of a prompt. `markup` is the template's own (its special tokens count); `text` is what people and models wrote, and stays text. */
export interface PromptPart {
  kind: "markup" | "text";
  value: string;
}
export type ChatTemplateName = "zephyr" | "chatml";

interface ChatTemplate {
  open: (role: ChatMessage["role"]) => string;
  close: string;
  /** A model may write these instead of its end token; its answer ends there. */
  stops: readonly string[];
}

export const chatTemplates: Record<ChatTemplateName, ChatTemplate> = {
  /** TinyLlama-Chat. The role markers are ordinary text to its tokenizer. */
  zephyr: {
    open: (role) => `<|${role}|>\n`,
    close: "</s>\n",
    stops: ["</s>", "<|user|>", "<|system|>", "<|assistant|>", "\nUser:", "\nAssistant:"],
  },
  /** Qwen. */
  chatml: {
    open: (role) => `<|im_start|>${role}\n`,
    close: "<|im_end|>\n",
    stops: ["<|im_end|>", "<|im_start|>", "<|endoftext|>"],
  },
};

/**
 * The prompt of a conversation. `answer` opens the assistant's turn; `unfinished` leaves the last message open, so that more
 * of it can follow.
 */
export function renderPrompt(
  messages: readonly ChatMessage[],
  template: ChatTemplateName,
  ending: "answer" | "unfinished",
): PromptPart[] {
  const { open, close } = chatTemplates[template];
  const parts = messages.flatMap((message, index): PromptPart[] => {
    const last = index === messages.length - 1;
    return [
      { kind: "markup", value: open(message.role) },
      // Nobody may open another role by writing its marker.
      { kind: "text", value: message.content.trim().replace(/<(?=\|)/g, "< ") },
      ...(last && ending === "unfinished" ? [] : [{ kind: "markup", value: close } as const]),
    ];
  });
  return ending === "answer" ? [...parts, { kind: "markup", value: open("assistant") }] : parts;
}

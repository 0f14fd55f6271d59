import type { ChatMessage } from "../../../contract";

/**
 * A piece of a prompt. `markup` belongs to the template, and special tokens in it count; `text` was written by people
 * or models, and stays plain text.
 */
export interface PromptPart {
  kind: "markup" | "text";
  value: string;
}

/** ChatML, the template of Qwen's models (`chat_template` in their GGUF files). */
const open = (role: ChatMessage["role"]) => `<|im_start|>${role}\n`;
const close = "<|im_end|>\n";

/**
 * The prompt of a conversation. `answer` opens the assistant's turn. `ahead` ends where the person's next words go: if
 * the last message is theirs it stays open, as more of it may follow; otherwise a new message of theirs is opened.
 * `whole` ends after the last message.
 */
export function renderPrompt(messages: readonly ChatMessage[], ending: "answer" | "ahead" | "whole"): PromptPart[] {
  const parts = messages.flatMap(({ role, content }): PromptPart[] => [
    { kind: "markup", value: open(role) },
    // Nobody may open another role by writing its marker.
    { kind: "text", value: content.trim().replace(/<(?=\|)/g, "< ") },
    { kind: "markup", value: close },
  ]);
  if (ending === "whole") return parts;
  if (ending === "answer") return [...parts, { kind: "markup", value: open("assistant") }];
  return messages.at(-1)?.role === "user" ? parts.slice(0, -1) : [...parts, { kind: "markup", value: open("user") }];
}

import { heardCharsOf, type TurnView } from "./conversations";
import type { ErrorCode } from "./errors";
import { markHearingEnd } from "./hearing-end";
import type { EndedBy } from "./turn-end";

/** The reader's words for what is not said in a conversation. */
export interface ConversationWords {
  person: string;
  assistant: string;
  /** Speech in which nothing was recognised. */
  notUnderstood: string;
  noReply: string;
  heardToHere: string;
  /** The reply ended at the limit of its length. */
  cut: string;
  interrupted: string;
  ended(by: EndedBy): string | null;
  replaced(byTurn: number): string;
  error(code: ErrorCode): string;
  /** When a turn was stored, Unix seconds, by the reader's clock. */
  time(atS: number): string;
}

/**
 * A whole conversation as Markdown that also reads well as plain text: who said what and when, with a mark where the
 * listener stopped hearing a reply, and what else is not to be seen in the words. The texts themselves stay byte for
 * byte.
 */
export function conversationText(title: string, turns: readonly TurnView[], words: ConversationWords): string {
  const replacedBy = new Map(turns.map((turn) => [turn.supersedes_turn_id, turn.turn_number]));
  const parts = turns.flatMap((turn) => {
    const replaced = turn.turn_id === null ? undefined : replacedBy.get(turn.turn_id);
    const said = [
      turn.user_text || note(words.notUnderstood),
      replaced === undefined ? "" : note(words.replaced(replaced)),
    ];
    const at = words.time(turn.created_at);
    const isLost = turn.ended_by === "not_understood";
    return [
      `**${words.person}** · ${at}\n${lines(said)}`,
      ...(isLost ? [] : [`**${words.assistant}** · ${at}\n${lines([replyOf(turn, words), ...notesOn(turn, words)])}`]),
    ];
  });
  return `${[`# ${title}`, ...parts].join("\n\n")}\n`;
}

function replyOf(turn: TurnView, words: ConversationWords): string {
  const text = turn.ai_text;
  if (text === "") return note(words.noReply);
  if (!turn.interrupted) return text;
  return markHearingEnd(text, heardCharsOf(turn), { mark: note(words.heardToHere), space: " " });
}

function notesOn(turn: TurnView, words: ConversationWords): string[] {
  const ended = turn.ended_by === null ? null : words.ended(turn.ended_by);
  return [
    turn.interrupted ? note(ended ?? words.interrupted) : "",
    turn.finish_reason === "length" ? note(words.cut) : "",
    turn.error_code === null ? "" : note(words.error(turn.error_code)),
  ];
}

const note = (text: string) => `[${text}]`;
const lines = (all: readonly string[]) => all.filter((line) => line !== "").join("\n");
